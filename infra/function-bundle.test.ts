import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bundles, bundleFunctions, copySqlFolder, writeBundle } from './function-bundle.ts';

const entries = ['functions/one.ts', 'functions/two.ts'];

const files = {
  'functions/one.ts': `import sql from '../shared/query.sql';
    import emitter from '../shared/emitter.cjs';
    export const handler = async (): Promise<string> => sql.trim() + ' ' + typeof new emitter().on;`,
  'functions/two.ts': `import script from '../shared/script.lua';
    export const handler = async () => script.trim();
    export const native = () => require('pg-native');`,
  'shared/query.sql': 'select 1\n',
  'shared/script.lua': 'return 1\n',
  'shared/emitter.cjs': `module.exports = require('node:events');`,
  'migrations/0001_users.sql': 'create table users ();\n',
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

  it('runs, with SQL as text and CommonJS that requires Node’s modules', async () => {
    const outputDir = output('runs');
    writeBundle(bundles, 'functions/one.ts', outputDir);

    const { handler } = await import(path.join(outputDir, 'index.mjs'));

    await expect(handler()).resolves.toBe('select 1 function');
  });

  it('loads though a package that is never there is asked for in it', async () => {
    const outputDir = output('lua');
    writeBundle(bundles, 'functions/two.ts', outputDir);

    const { handler } = await import(path.join(outputDir, 'index.mjs'));

    await expect(handler()).resolves.toBe('return 1');
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
  it('is the numbered files, without the dump of the schema', () => {
    const outputDir = output('sql');

    copySqlFolder(path.join(folder, 'project/migrations'), outputDir);

    expect(readdirSync(path.join(outputDir, 'migrations'))).toEqual(['0001_users.sql']);
  });
});
