// `npm run test:python`: a client in another language against the echo app on the local gateway. It needs Debian's
// python3-websockets and python3-boto3; where they are missing it fails, or with `--optional` says so and passes.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Running } from '../local/app/start-options.ts';
import { start } from '../local/start.ts';

/** Debian's own: another one that comes first in the path doesn't see Debian's packages. */
const python = '/usr/bin/python3';
const root = path.resolve(import.meta.dirname, '..');
const client = path.join(root, 'test/python/python_client.py');
/** Of a client that hangs. */
const limitMs = 180_000;

/** Runs Python until it ends; a Python that isn't there ends with 127. */
function runPython(
  args: readonly string[],
  {
    env = {},
    isQuiet = false,
  }: { readonly env?: Readonly<Record<string, string>>; readonly isQuiet?: boolean },
): Promise<number> {
  const child = spawn(python, args, {
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', ...env },
    stdio: isQuiet ? 'ignore' : ['ignore', 'inherit', 'inherit'],
    timeout: limitMs,
  });
  return new Promise((resolve) => {
    child.on('error', () => resolve(127));
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

/** What of the packages Debian's Python can't import. */
async function findMissing(): Promise<readonly string[]> {
  const codes = await Promise.all(
    ['websockets', 'boto3'].map(async (name) => ({
      name,
      code: await runPython(['-c', `import ${name}`], { isQuiet: true }),
    })),
  );
  return codes.filter(({ code }) => code !== 0).map(({ name }) => `python3-${name}`);
}

function environmentOf({ apis, credentials }: Running): Readonly<Record<string, string>> {
  const { url, managementUrl } = apis.get('Sockets') ?? {};
  if (url === undefined || managementUrl === undefined)
    throw new Error('cannot start the client: the echo app serves no WebSocket API');
  return {
    SOCKET_URL: url,
    MANAGEMENT_URL: managementUrl,
    ACCESS_KEY_ID: credentials.accessKeyId,
    SECRET_ACCESS_KEY: credentials.secretAccessKey,
    REGION: 'us-east-1',
  };
}

async function runClient(): Promise<number> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'python-'));
  try {
    const running = await start({ appRoot: path.join(root, 'test/apps/echo'), dataDir });
    try {
      return await runPython([client], { env: environmentOf(running) });
    } finally {
      await running.stop();
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

const missing = await findMissing();
if (missing.length === 0) process.exitCode = await runClient();
else if (process.argv.includes('--optional')) console.log(`skipped: ${missing.join(' and ')} not installed`);
else {
  console.error(`cannot run the Python client: apt-get install ${missing.join(' ')} (for ${python})`);
  process.exitCode = 1;
}
