import { mkdir, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Cleanups } from '../../local/processes/cleanups.ts';
import { lockData } from '../../local/processes/data-lock.ts';
import { freePort } from '../../local/processes/free-port.ts';
import { Guard } from '../../local/processes/guard.ts';
import { settled } from '../../local/processes/settled.ts';
import { type Service, startPostgres } from '../../local/services/postgres.ts';
import { startRedis } from '../../local/services/redis.ts';
import { type Cdk, cdkFor } from './cdk.ts';
import { type Door, openDoor } from './door.ts';
import { EmulatedAccount } from './emulated-account.ts';
import { type Emulator, startEmulator } from './emulator.ts';
import { installPackages } from './python-packages.ts';

/** All that a deployment is tried with. */
export type Setting = {
  readonly account: EmulatedAccount;
  readonly cdk: Cdk;
  readonly door: Door;
  readonly emulator: Emulator;
  readonly region: string;
  /** Emptied at each start. */
  readonly folder: string;
  readonly databaseUrl: string;
  readonly redisUrl: string;
};

const region = 'us-east-1';

/** boto3 is what Lambda's Python runtime has, which the CDK's own functions use. */
const packages = ['ministack==1.5.33', 'boto3==1.43.106'];

/** Installs the emulator, and starts it with a Postgres and a Redis. @throws Unavailable, or with what didn't start. */
export async function prepare(cleanups: Cleanups, say: (line: string) => void): Promise<Setting> {
  const base = resolve('.local/emulator');
  cleanups.add(lockData(base));
  const abort = new AbortController();
  const { signal } = abort;
  cleanups.add(() => abort.abort());
  const python = await installPackages({ folder: `${base}/python`, packages, say, signal });
  const folder = `${base}/run`;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const guard = new Guard();
  cleanups.add(() => guard.close());
  const { adopt } = guard;
  const kept = async (starting: Promise<Service>): Promise<string> => {
    const { url, stop } = await starting;
    cleanups.add(stop);
    return url;
  };
  const [databaseUrl, redisUrl] = await settled([
    kept(startPostgres({ dataDir: folder, adopt })),
    kept(startRedis({ dataDir: folder, adopt }, say)),
  ]);
  const port = await freePort();
  const door = await openDoor({ emulatorPort: port, region, folder });
  cleanups.add(door.stop);
  const emulator = await startEmulator({ python, port, region, folder, adopt });
  cleanups.add(emulator.stop);
  // Once more, so that the command line is stopped before what it talks to.
  cleanups.add(() => abort.abort());
  const { url } = emulator;
  say(`The emulator is at ${url}, its log in ${emulator.log}`);
  const cdk = cdkFor({ url, region, folder, signal });
  return {
    account: new EmulatedAccount(url, region),
    cdk,
    door,
    emulator,
    region,
    folder,
    databaseUrl,
    redisUrl,
  };
}
