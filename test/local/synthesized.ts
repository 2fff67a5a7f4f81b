import { existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { inject } from 'vitest';
import { readCdkJson } from '../../local/assembly/cdk-json.ts';
import { synthesize } from '../../local/assembly/synthesize.ts';
import { copyOf } from '../setup/copied-assembly.ts';
import { until } from '../setup/until.ts';

/**
 * A command that puts the app's assembly where a synthesis would. The test that needs it first synthesizes it, for all of the
 * run: the CDK takes five seconds of a core each time.
 */
export async function synthesizedOnce(appRoot: string): Promise<string> {
  const outDir = join(dirname(inject('logFolder')), `${basename(appRoot)}.out`);
  const isFirst = await mkdir(`${outDir}.taken`).then(
    () => true,
    () => false,
  );
  if (isFirst) await synthesizeTo(outDir, appRoot);
  await until(() => (existsSync(outDir) ? true : undefined), {
    deadlineMs: 60_000,
    what: 'the synthesis of another test',
  });
  return copyOf(outDir);
}

async function synthesizeTo(outDir: string, appRoot: string): Promise<void> {
  const { app, context, local } = readCdkJson(appRoot);
  const partial = `${outDir}.partial`;
  await synthesize({ app, appRoot, context: { ...context, ...local.context }, outDir: partial });
  await rename(partial, outDir);
}
