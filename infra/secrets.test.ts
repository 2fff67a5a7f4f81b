import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { bundleFunctions } from './function-bundle.ts';
import { functionCatalog } from './function-catalog.ts';
import { buildPage } from './page-bundle.ts';
import { stages } from './stages.ts';
import { synthesize } from './synthesized.ts';
import { variants } from './variants.ts';

/** What a secret looks like, wherever it stands. */
const shapes: Readonly<Record<string, RegExp>> = {
  'an access key of AWS': /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/,
  'a private key': /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  'a URL with a password': /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@"'`$]+:[^\s/:@"'`$]+@[a-z0-9]/i,
  'a web token': /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\./,
  'a token of a forge': /\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{40,}|npm_[A-Za-z0-9]{36})\b/,
  'an IAM token': /X-Amz-Signature=[0-9a-f]{64}/,
};

/** Each looks like its shape, so that a pattern that finds nothing is noticed. */
const canaries: Readonly<Record<keyof typeof shapes, string>> = {
  'an access key of AWS': `AKIA${'A1'.repeat(8)}`,
  'a private key': `-----BEGIN EC ${'PRIVATE'} KEY-----`,
  'a URL with a password': `postgres://ann:${'pass'}word@db.example.com/parley`,
  'a web token': `eyJ${'hbGciOiJub25lIn0'}.eyJ${'zdWIiOiIxIn0xxxx'}.`,
  'a token of a forge': `ghp_${'a'.repeat(36)}`,
  'an IAM token': `X-Amz-Signature=${'0f'.repeat(32)}`,
};

const secretsIn = (text: string): readonly string[] =>
  Object.entries(shapes).flatMap(([name, shape]) => {
    const found = shape.exec(text);
    return found ? [`${name}: ${found[0].slice(0, 60)}`] : [];
  });

/** A variable that is named so holds a secret, unless it says where one is. */
const secretName = /PASSWORD|SECRET|TOKEN|CREDENTIAL|PRIVATE|API_?KEY/i;
const wherever = /_ARN$/;

it.each(Object.entries(canaries))('%s is found', (name, canary) => {
  expect(secretsIn(`{"a":"${canary}"}`)).toEqual([expect.stringContaining(name)]);
});

describe.each([...stages, ...variants])('stage $name', (stage) => {
  const { template, functions } = synthesize(stage);

  it('has no secret in its template', () => {
    expect(secretsIn(JSON.stringify(template.toJSON()))).toEqual([]);
  });

  it('has no variable for one', () => {
    const names = Object.values(functions).flatMap(({ Properties }) =>
      Object.keys((Properties['Environment'] as { readonly Variables: object }).Variables),
    );

    expect(names.filter((name) => secretName.test(name) && !wherever.test(name))).toEqual([]);
  });

  it('has no parameter with a value of its own that nobody may see', () => {
    const hidden = Object.values(template.findParameters('*', { NoEcho: true }));

    for (const parameter of hidden) expect(parameter).not.toHaveProperty('Default');
  });
});

describe('what is deployed as code', () => {
  const root = path.resolve(import.meta.dirname, '..');
  const bundles = bundleFunctions(
    root,
    functionCatalog.map(({ entry }) => entry),
  );

  it.each([...bundles])('%s holds no secret, nor does its source map', (_, files) => {
    const found = files.flatMap(({ contents }) => secretsIn(Buffer.from(contents).toString()));

    expect(files.map(({ name }) => name)).toEqual(['index.mjs.map', 'index.mjs']);
    expect(found).toEqual([]);
  });

  it('the page holds no secret, nor does its source map', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'parley-page-'));
    buildPage(path.join(root, 'web'), folder);
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) =>
      file.isFile(),
    );
    const found = files.flatMap(({ parentPath, name }) =>
      secretsIn(readFileSync(path.join(parentPath, name), 'utf8')),
    );
    rmSync(folder, { recursive: true });

    expect(files.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['index.html', 'main.js', 'main.js.map']),
    );
    expect(found).toEqual([]);
  });
});
