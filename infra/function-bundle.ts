import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type BuildOptions, buildSync } from 'esbuild';

/** How functions are built: one ESM file that needs nothing else, minified, with a source map beside it. */
export const bundling = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  minify: true,
  // Linked, since `--enable-source-maps` follows the comment; without the sources, whose lines are all a stack needs.
  sourcemap: 'linked',
  sourcesContent: false,
  mainFields: ['module', 'main'],
  loader: { '.sql': 'text', '.lua': 'text' },
  // pg asks for these when it is told to or runs elsewhere; they are never there.
  external: ['pg-native', 'cloudflare:sockets'],
  // CommonJS packages call `require` for Node's own modules. The minifier doesn't see this text, so a short name would clash.
  banner: {
    js: "import{createRequire as bannerCreateRequire}from'node:module';const require=bannerCreateRequire(import.meta.url);",
  },
  outExtension: { '.js': '.mjs' },
  logLevel: 'warning',
  write: false,
} as const satisfies BuildOptions;

type OutputFile = { readonly name: string; readonly contents: Uint8Array };

/** The files of each entry's bundle: `index.mjs` and its map. */
export type Bundles = ReadonlyMap<string, readonly OutputFile[]>;

/**
 * Bundles all entries in one build, so that what they share is read once.
 *
 * @param root - the folder that entries are given from; the output is the same wherever it lies.
 */
export function bundleFunctions(root: string, entries: readonly string[]): Bundles {
  const outdir = path.join(root, '.build');
  const { outputFiles } = buildSync({
    ...bundling,
    absWorkingDir: root,
    outdir,
    entryPoints: entries.map((entry) => ({ in: entry, out: path.join(entry, 'index') })),
  });
  const bundles = new Map<string, OutputFile[]>();
  for (const { path: file, contents } of outputFiles) {
    const entry = path.relative(outdir, path.dirname(file));
    bundles.set(entry, [...(bundles.get(entry) ?? []), { name: path.basename(file), contents }]);
  }
  return bundles;
}

/** Writes one entry's bundle. @throws when that entry was not built. */
export function writeBundle(bundles: Bundles, entry: string, outputDir: string): void {
  const files = bundles.get(entry);
  if (files === undefined) throw new Error(`cannot bundle ${entry}: it is not in the catalog of functions`);
  for (const { name, contents } of files) writeFileSync(path.join(outputDir, name), contents);
}

/** Copies the SQL files of a folder, but for the dump of the schema that lies beside them. */
export function copySqlFolder(folder: string, outputDir: string): void {
  const target = path.join(outputDir, path.basename(folder));
  mkdirSync(target);
  const run = readdirSync(folder).filter((file) => file.endsWith('.sql') && file !== 'schema.sql');
  for (const file of run) cpSync(path.join(folder, file), path.join(target, file));
}
