import { cpSync, existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { buildSync } from 'esbuild';

/** Builds the page of `web` into `outputDir`: `main.ts` as one minified module, the rest as it is. */
export function buildPage(web: string, outputDir: string): void {
  buildSync({
    absWorkingDir: web,
    entryPoints: ['main.ts'],
    outfile: path.join(outputDir, 'main.js'),
    bundle: true,
    platform: 'browser',
    format: 'esm',
    target: 'es2022',
    minify: true,
    sourcemap: 'external',
    logLevel: 'warning',
  });
  const beside = readdirSync(web).filter((file) => /\.(html|css)$/.test(file));
  for (const file of beside) cpSync(path.join(web, file), path.join(outputDir, file));
  const files = path.join(web, 'public');
  if (existsSync(files)) cpSync(files, outputDir, { recursive: true });
}
