import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build, type Metafile } from 'esbuild';
import { bundling } from '../../infra/function-bundle.ts';
import { functionCatalog } from '../../infra/function-catalog.ts';
import { stagesToSynthesize } from '../../infra/stages.ts';
import { synthesize, text } from '../../infra/synthesized.ts';
import type { Bundle, Share } from './bundle.ts';

const root = path.resolve(import.meta.dirname, '../..');

type Source = Pick<Bundle, 'name' | 'environment'> & { readonly entry: string };
type Output = Metafile['outputs'][string];

/** Where nothing answers, for URLs that only a deployment knows. */
const nowhere = 'http://127.0.0.1:9/nowhere';

/** The functions of the catalog, each with the environment that the template gives it. */
function functionSources(): Source[] {
  const [stage] = stagesToSynthesize('local');
  if (!stage) throw new Error('cannot bundle: there is no stage');
  const { functions } = synthesize(stage);
  return functionCatalog.map(({ name, entry }) => {
    const { Variables = {} } = (functions[name]?.Properties['Environment'] ?? {}) as {
      readonly Variables?: Readonly<Record<string, unknown>>;
    };
    const environment = Object.entries(Variables).map(([key, value]) => [
      key,
      text(value).includes('<') ? nowhere : text(value),
    ]);
    return { name, entry, environment: Object.fromEntries(environment) };
  });
}

/** `node_modules/@scope/name/…` is of `@scope/name`, wherever it lies. */
function packageOf(input: string): string {
  const inside = input.split('node_modules/').at(-1) ?? input;
  if (inside === input) return 'parley';
  return inside
    .split('/')
    .slice(0, inside.startsWith('@') ? 2 : 1)
    .join('/');
}

function sharesOf({ inputs }: Output): readonly Share[] {
  const bytes = new Map<string, number>();
  for (const [input, { bytesInOutput }] of Object.entries(inputs)) {
    const name = packageOf(input);
    bytes.set(name, (bytes.get(name) ?? 0) + bytesInOutput);
  }
  const shares = [...bytes].map(([name, count]) => ({ name, bytes: count }));
  return shares.toSorted((left, right) => right.bytes - left.bytes);
}

async function bundle(folder: string, sources: readonly Source[]): Promise<readonly Bundle[]> {
  const { metafile } = await build({
    ...bundling,
    absWorkingDir: root,
    nodePaths: [path.join(root, 'node_modules')],
    outdir: folder,
    entryPoints: sources.map(({ entry }, index) => ({ in: entry, out: `${index}/index` })),
    metafile: true,
    write: true,
  });
  return sources.map(({ name, environment }, index) => {
    const file = path.join(folder, `${index}/index.mjs`);
    const output = metafile.outputs[path.relative(root, file)];
    if (!output) throw new Error(`cannot find the bundle of ${name}`);
    return { name, environment, file, bytes: output.bytes, shares: sharesOf(output) };
  });
}

export type Bundles = {
  readonly functions: readonly Bundle[];
  /** Each package that a function was given directly, all of it and alone. */
  readonly packages: readonly Bundle[];
  /** The least that a function can be. */
  readonly hello: Bundle;
  /** A module with nothing in it. */
  readonly empty: Bundle;
  /** All files are in it; the caller removes it. */
  readonly folder: string;
};

/**
 * Bundles what is measured, all of it as functions are bundled.
 *
 * @param dependencies - packages to bundle alone, where a function has them.
 */
export async function makeBundles(dependencies: readonly string[]): Promise<Bundles> {
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-'));
  mkdirSync(path.join(folder, 'sources'));
  const write = (name: string, contents: string): Source => {
    const entry = path.join(folder, 'sources', `${name.replaceAll('/', '+')}.mjs`);
    writeFileSync(entry, contents);
    // As the functions are run.
    return { name, entry, environment: { NODE_OPTIONS: '--enable-source-maps' } };
  };
  const functions = await bundle(path.join(folder, 'functions'), functionSources());
  const bundled = new Set(functions.flatMap(({ shares }) => shares.map(({ name }) => name)));
  const [hello, empty, ...packages] = await bundle(path.join(folder, 'alone'), [
    write('hello world', `export const handler = async () => ({ statusCode: 200, body: 'Hello World' });`),
    write('nothing', ''),
    ...dependencies
      .filter((name) => bundled.has(name))
      .map((name) => write(name, `import * as all from '${name}';\nexport { all };`)),
  ]);
  if (!hello || !empty) throw new Error('cannot bundle: there is nothing to compare with');
  return { functions, packages, hello, empty, folder };
}
