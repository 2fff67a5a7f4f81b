import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { expect, it } from 'vitest';

it('is under 8 KB minified and gzipped, and brings no package along', async () => {
  const contents = "export * from './parley-client.ts'; export * from './http.ts';";
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: 'client', loader: 'ts' },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    metafile: true,
    write: false,
  });

  const [bundle] = outputFiles;

  expect(gzipSync(bundle?.contents ?? '').length).toBeLessThan(8 * 1024);
  expect(Object.keys(metafile.inputs).filter((file) => file.includes('node_modules'))).toEqual([]);
});
