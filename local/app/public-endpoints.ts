import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PublicEndpoints } from './start-options.ts';

/** Writes `endpoints.json`, which says that the app is up and where; returns what removes it. */
export function announce(endpoints: PublicEndpoints, dataDir: string): () => void {
  const file = join(dataDir, 'endpoints.json');
  writeFileSync(file, `${JSON.stringify(endpoints, null, 2)}\n`);
  return () => rmSync(file, { force: true });
}

/** Puts URLs into the lines that `cdk.json` wants printed; a line whose URL there is none of is left out. */
export function printedLines(lines: readonly string[], endpoints: PublicEndpoints): string[] {
  const urls = new Map(Object.entries(endpoints));
  const names = (line: string) => [...line.matchAll(/\{(page|http|websocket)\}/g)].map(([, name]) => name);
  return lines
    .filter((line) => names(line).every((name) => urls.has(name ?? '')))
    .map((line) =>
      line.replace(/\{(page|http|websocket)\}/g, (_whole, name: string) => urls.get(name) ?? ''),
    );
}
