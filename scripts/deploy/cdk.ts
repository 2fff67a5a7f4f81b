import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Ended, runProgram } from './run-program.ts';

export type CdkOptions = {
  /** Of the emulator. */
  readonly url: string;
  readonly region: string;
  /** Its home, and the assembly. */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** Gets what it says, line by line. */
  readonly say?: (line: string) => void;
};

/** Runs the CDK's command line. @throws when it ends with another code than 0, with the last it said. */
export type Cdk = (...args: readonly string[]) => Promise<string>;

const limitMs = 300_000;

/** The CDK's command line against the emulator, and nothing else: it sees no credentials and no settings of this machine. */
export function cdkFor({ url, region, folder, signal, say }: CdkOptions): Cdk {
  const home = join(folder, 'cdk-home');
  mkdirSync(home, { recursive: true });
  const env = {
    PATH: `${resolve('node_modules/.bin')}:${process.env['PATH'] ?? ''}`,
    HOME: home,
    NO_COLOR: '1',
    CI: 'true',
    AWS_ENDPOINT_URL: url,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_CONFIG_FILE: join(home, 'none'),
    AWS_SHARED_CREDENTIALS_FILE: join(home, 'none'),
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  return async (...args) => {
    const ended = await runProgram({
      command: 'cdk',
      args,
      env,
      limitMs,
      signal,
      ...(say && { onLine: say }),
    });
    if (ended.code === 0) return ended.output;
    throw new Error(`cdk ${args[0]} ${how(ended)}\n${tail(ended.output)}`);
  };
}

const how = ({ code }: Ended) =>
  code === null ? `was not done after ${limitMs / 1000} s` : `ended with ${code}`;

const tail = (output: string) => output.trim().split('\n').slice(-15).join('\n');
