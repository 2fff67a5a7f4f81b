import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { chromiumPath } from './test/browser/chromium-path.ts';

/** `.sql` and `.lua` import as text, as they do in the bundles. */
const text = {
  name: 'text',
  load(id: string) {
    return /\.(sql|lua)$/.test(id) ? `export default ${JSON.stringify(readFileSync(id, 'utf8'))}` : null;
  },
};

const everywhere = ['{infra,functions,shared,client,web,local,bench,test,scripts}/**'];
const project = (name: string, suffix: string, options = {}) => ({
  plugins: [text],
  test: {
    name,
    include: everywhere.map((folder) => `${folder}/*${suffix}.ts`),
    ...options,
  },
});

const needing = ['**/*.{int,e2e,page,bench,browser}.test.ts', '**/node_modules/**'];
/** Tests that synthesize: in one worker, after all others, since each worker would import the CDK and synthesize anew. */
const usingCdk = ['infra/**/*.test.ts'];
/** Nothing here leaves anything behind. */
const together = { isolate: false, pool: 'threads', testTimeout: 20_000 };

const browser = project('browser', '.browser.test', {
  globalSetup: ['test/setup/stack.ts'],
  testTimeout: 60_000,
  hookTimeout: 120_000,
});

if (!chromiumPath) {
  process.stdout.write(
    'No Chromium here: the browser tests are left out. Install it, or set CHROMIUM to its path.\n',
  );
}

/**
 * A test's suffix says what it needs: nothing, the time to write a page of docs, Postgres and Redis, the whole stack, a
 * benchmark's time, a browser.
 */
export default defineConfig({
  test: {
    // The tests of the whole stack mostly wait, for what is timed: one worker more than there are cores.
    maxWorkers: availableParallelism() + 1,
    projects: [
      project('unit', '.test', { ...together, exclude: [...needing, ...usingCdk] }),
      project('cdk', '.test', {
        ...together,
        include: usingCdk,
        exclude: needing,
        maxWorkers: 1,
        sequence: { groupOrder: 1 },
      }),
      project('page', '.page.test', { ...together, testTimeout: 120_000 }),
      project('int', '.int.test', {
        globalSetup: ['test/setup/services.ts'],
        testTimeout: 30_000,
        hookTimeout: 60_000,
      }),
      project('e2e', '.e2e.test', {
        globalSetup: ['test/setup/stack.ts'],
        testTimeout: 60_000,
        hookTimeout: 120_000,
      }),
      project('bench', '.bench.test', { testTimeout: 60_000, hookTimeout: 240_000 }),
      ...(chromiumPath ? [browser] : []),
    ],
  },
});
