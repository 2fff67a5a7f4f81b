import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bundles, bundleFunctions, copySqlFolder, writeBundle } from './function-bundle.ts';

const entries = ['functions/one.ts', 'functions/two.ts', 'functions/many.ts'];

/** More names than the minifier has of one and two characters. */
const names = Array.from({ length: 4_000 }, (_, index) => `name${index}`);

const files = {
  'functions/one.ts': `import sql from '../shared/query.sql';
    import emitter from '../shared/emitter.cjs';
    export const handler = async (): Promise<string> => sql.trim() + ' ' + typeof new emitter().on;`,
  'functions/two.ts': `import script from '../shared/script.lua';
    export const handler = async () => script.trim();
    export const native = () => require('pg-native');`,
  'functions/many.ts': `${names.map((name) => `function ${name}() { return [${name}, '${name}']; }`).join('\n')}
    export const handler = async () => [${names.join()}].length;`,
  'shared/query.sql': 'select 1\n',
  'shared/script.lua': 'return 1\n',
  'shared/emitter.cjs': `module.exports = require('node:events');`,
  'migrations/0001_users.sql': 'create table users ();\n',
  'migrations/application-role.sql': 'grant select on users to app;\n',
  'migrations/schema.sql': '-- dump\n',
};

let folder: string;
let bundles: Bundles;

function project(name: string): string {
  const root = path.join(folder, name);
  for (const [file, contents] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), contents);
  }
  return root;
}

function output(name: string): string {
  const outputDir = path.join(folder, name);
  mkdirSync(outputDir);
  return outputDir;
}

/** What an entry's handler answers when Node itself loads the bundle, as Lambda does; the test runner would rewrite it. */
function answerOf(entry: string): unknown {
  const outputDir = output(path.basename(entry));
  writeBundle(bundles, entry, outputDir);
  const file = JSON.stringify(path.join(outputDir, 'index.mjs'));
  const script = `const { handler } = await import(${file}); console.log(JSON.stringify(await handler()));`;
  return JSON.parse(
    execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }),
  );
}

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'parley-bundle-'));
  bundles = bundleFunctions(project('project'), entries);
});

afterAll(() => rmSync(folder, { recursive: true }));

describe('the bundle of a function', () => {
  it('is one ES module and its source map', () => {
    const outputDir = output('files');

    writeBundle(bundles, 'functions/one.ts', outputDir);

    expect(readdirSync(outputDir)).toEqual(['index.mjs', 'index.mjs.map']);
  });

  it('runs, with SQL as text and CommonJS that requires Node’s modules', () => {
    expect(answerOf('functions/one.ts')).toBe('select 1 function');
  });

  it('runs though a package that is never there is asked for in it', () => {
    expect(answerOf('functions/two.ts')).toBe('return 1');
  });

  it('runs though the minifier, which does not see the banner, uses every short name', () => {
    expect(answerOf('functions/many.ts')).toBe(names.length);
  });

  it('is the same to the byte wherever the repository lies, so that it is deployed when it changed', () => {
    const elsewhere = bundleFunctions(project('elsewhere'), entries);

    expect(elsewhere).toEqual(bundles);
  });

  it('holds no sources in its map', () => {
    const map = bundles.get('functions/one.ts')?.find(({ name }) => name.endsWith('.map'));

    expect(JSON.parse(Buffer.from(map?.contents ?? []).toString())).not.toHaveProperty('sourcesContent');
  });

  it('is refused for a function that is not in the catalog', () => {
    expect(() => writeBundle(bundles, 'functions/three.ts', folder)).toThrow(
      'cannot bundle functions/three.ts: it is not in the catalog of functions',
    );
  });
});

describe('the SQL of the migration', () => {
  it('is the numbered files and the role, without the dump of the schema', () => {
    const outputDir = output('sql');

    copySqlFolder(path.join(folder, 'project/migrations'), outputDir);

    expect(readdirSync(path.join(outputDir, 'migrations'))).toEqual([
      '0001_users.sql',
      'application-role.sql',
    ]);
  });
});
