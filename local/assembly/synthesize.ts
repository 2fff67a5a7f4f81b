import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

export type SynthesisOptions = {
  /** The command that `cdk.json` names. */
  readonly app: string;
  readonly appRoot: string;
  readonly context: Readonly<Record<string, unknown>>;
  readonly outDir: string;
};

/** The app did not synthesize; the message is for people and carries what the app printed. */
class SynthesisError extends Error {
  override readonly name = 'SynthesisError';
}

/**
 * Runs the app as the CDK's command line does: the context and the output folder in the environment, no account, no region.
 *
 * @throws {SynthesisError} when the command fails.
 */
export async function synthesize({ app, appRoot, context, outDir }: SynthesisOptions): Promise<void> {
  const { CDK_DEFAULT_ACCOUNT: _account, CDK_DEFAULT_REGION: _region, ...inherited } = process.env;
  const child = spawn(app, {
    cwd: appRoot,
    shell: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...inherited,
      PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}`,
      CDK_OUTDIR: outDir,
      // Loading the CDK is most of a synthesis; compiled code saves a seventh of the next one.
      NODE_COMPILE_CACHE: `${outDir}.cache`,
      CDK_CONTEXT_JSON: JSON.stringify({ ...defaults, ...context }),
      CDK_CLI_ASM_VERSION: undefined,
    },
  });
  const printed: string[] = [];
  child.stdout.on('data', (chunk) => printed.push(String(chunk)));
  child.stderr.on('data', (chunk) => printed.push(String(chunk)));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code !== 0)
    throw new SynthesisError(`${printed.join('').trim()}\ncannot synthesize: \`${app}\` ended with ${code}`);
  // A bundle's folder has no package.json in Lambda; here, the nearest one would be the app's own and tell Node its module type.
  writeFileSync(join(outDir, 'package.json'), '{}');
}

/** What the CDK's command line puts into the context itself. */
const defaults = {
  'aws:cdk:enable-path-metadata': true,
  'aws:cdk:enable-asset-metadata': true,
  'aws:cdk:version-reporting': false,
  'aws:cdk:bundling-stacks': ['**'],
};
