import { chmodSync, chownSync, copyFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startPostgres } from '../../local/services/postgres.ts';
import type { Certificates } from './certificates.ts';
import { onServer } from './servers.ts';

export type RdsLike = {
  readonly port: number;
  /** As the operator of the server, who is nobody's master. */
  readonly url: string;
  readonly stop: () => Promise<void>;
};

/** As on RDS: TLS or nothing, but for the operator. */
const whoGetsIn = `host all postgres 127.0.0.1/32 scram-sha-256
hostssl all all 127.0.0.1/32 password
`;

/**
 * A Postgres that lets people in as RDS does, but for who checks tokens: a test gives the role the token it expects as its
 * password. Its master is `parley_admin`, who is no superuser, may make roles and hand `rds_iam` on.
 */
export async function startRdsLike(folder: string, { certFile, keyFile }: Certificates): Promise<RdsLike> {
  const { url, stop } = await startPostgres({ dataDir: folder });
  const files = join(folder, 'postgres');
  const { uid, gid } = statSync(join(files, 'pg_hba.conf'));
  for (const [from, name] of [
    [certFile, 'server.crt'],
    [keyFile, 'server.key'],
  ] as const) {
    copyFileSync(from, join(files, name));
    chownSync(join(files, name), uid, gid);
    chmodSync(join(files, name), 0o600);
  }
  await onServer(url, 'create role rds_iam');
  await onServer(url, `create role parley_admin login createrole createdb password 'of the master'`);
  await onServer(url, 'grant rds_iam to parley_admin with admin true, inherit false, set false');
  await onServer(url, 'alter database app owner to parley_admin');
  await onServer(url, 'alter schema public owner to parley_admin');
  await onServer(url, 'alter system set ssl = on');
  writeFileSync(join(files, 'pg_hba.conf'), whoGetsIn);
  await onServer(url, 'select pg_reload_conf()');
  return { port: Number(new URL(url).port), url, stop };
}
