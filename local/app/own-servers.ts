import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the app's Postgres and Redis are, with passwords. */
export type OwnServers = { readonly postgres?: string; readonly redis?: string };

/** Writes `servers.json`, for programs of whoever runs the app and nobody else; returns what removes it. */
export function tellServers(servers: OwnServers, dataDir: string): () => void {
  const file = join(dataDir, 'servers.json');
  // Anew: an existing file would keep its mode.
  rmSync(file, { force: true });
  writeFileSync(file, `${JSON.stringify(servers, null, 2)}\n`, { mode: 0o600 });
  return () => rmSync(file, { force: true });
}
