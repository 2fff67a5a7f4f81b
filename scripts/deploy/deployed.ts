import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import pg from 'pg';
import type { Setting } from './prepare.ts';
import { runProgram } from './run-program.ts';

/** @throws unless each resource of the template was created. */
export async function everyResourceIsThere(
  { account }: Setting,
  stack: string,
  assembly: string,
): Promise<string> {
  const template = JSON.parse(readFileSync(join(assembly, `${stack}.template.json`), 'utf8'));
  const states = await account.resourcesOf(stack);
  const wanted = Object.keys(template.Resources);
  const missing = wanted.filter((id) => states.get(id) !== 'CREATE_COMPLETE');
  if (missing.length > 0) throw new Error(missing.map((id) => `${id} ${states.get(id)}`).join(', '));
  return `${wanted.length} of ${wanted.length}`;
}

/** @throws unless the database has every migration of the repository. */
export async function migrationsRan(databaseUrl: string): Promise<string> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>('select name from migrations');
    const ran = new Set(rows.map(({ name }) => `${name}.sql`));
    const files = readdirSync('migrations').filter((file) => /^\d/.test(file));
    const missing = files.filter((file) => !ran.has(file));
    if (missing.length > 0) throw new Error(`${missing.join(', ')} did not`);
    return `${files.length} of ${files.length}`;
  } finally {
    await client.end();
  }
}

/** Those that no client reaches. @throws unless they answer, through Lambda's API. */
export async function functionsAnswer(setting: Setting, stack: string): Promise<string> {
  const room = '00000000-0000-7000-8000-000000000000';
  const events = { migrate: {}, sweep: {}, deliver: { room } };
  for (const [name, event] of Object.entries(events)) await invoke(setting, `${stack}-${name}`, event);
  return Object.keys(events).join(', ');
}

async function invoke({ emulator, region }: Setting, name: string, event: object): Promise<string> {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new LambdaClient({ endpoint: emulator.url, region, credentials });
  const { FunctionError, Payload } = await client.send(
    new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(event) }),
  );
  client.destroy();
  const answer = Buffer.from(Payload ?? []).toString();
  if (FunctionError) throw new Error(`${name}: ${answer}`);
  return answer;
}

/**
 * A deployment that is rolled back runs the migrations of the code before, on the schema of the code after. @throws unless they
 * let that be.
 */
export async function rollbackPassesMigrations(setting: Setting, stack: string): Promise<undefined> {
  const client = new pg.Client({ connectionString: setting.databaseUrl });
  await client.connect();
  try {
    await client.query(`insert into migrations (name, run_on) values ('9999_of_newer_code', now())`);
    const answer = await invoke(setting, `${stack}-migrate`, {});
    if (JSON.parse(answer).migrations.length > 0) throw new Error(answer);
    await client.query(`delete from migrations where name = '9999_of_newer_code'`);
  } finally {
    await client.end();
  }
}

const smokeLimitMs = 120_000;

/** The test of docs/deploy.md, over TLS at the names that the stack's outputs have. @throws with what it said. */
export async function smokeTestPasses({ door }: Setting, outputs: string): Promise<string> {
  const { code, output } = await runProgram({
    command: process.execPath,
    args: ['--import', './scripts/deploy/cloud-names.mjs', 'scripts/smoke.ts', '--outputs', outputs],
    env: { ...process.env, EMULATOR_DOOR: String(door.port), NODE_EXTRA_CA_CERTS: door.certificate },
    limitMs: smokeLimitMs,
  });
  if (code !== 0) throw new Error(`\n${output}`);
  return output.trim().split('\n').at(-1) ?? '';
}

/** Through the function `admin`, as `npm run create-admin` does it in an account. @throws unless it can be done, once. */
export async function adminIsMade({ emulator, region }: Setting): Promise<undefined> {
  const lines = [/^root-admin is a user now, and an admin$/m, /^root-admin is an admin already$/m];
  for (const line of lines) {
    const { output } = await runProgram({
      command: process.execPath,
      args: ['scripts/create-admin.ts', '--username', 'root-admin', '--stage', 'emulator'],
      env: {
        AWS_ENDPOINT_URL: emulator.url,
        AWS_REGION: region,
        AWS_ACCESS_KEY_ID: 'test',
        AWS_SECRET_ACCESS_KEY: 'test',
      },
      input: 'correct horse battery\n',
      limitMs: smokeLimitMs,
    });
    if (!line.test(output)) throw new Error(output.trim());
  }
}

/** The schedule is every minute. */
const scheduleLimitMs = 75_000;

/** @throws unless the emulator says that its EventBridge called the sweeper. */
export async function scheduleFires({ emulator }: Setting, stack: string): Promise<undefined> {
  const line = `EventBridge → Lambda ${stack}-sweep: dispatched`;
  const deadline = performance.now() + scheduleLimitMs;
  while (!readFileSync(emulator.log, 'utf8').includes(line)) {
    if (performance.now() > deadline) throw new Error(`it was not within ${scheduleLimitMs / 1000} s`);
    await sleep(500);
  }
}
