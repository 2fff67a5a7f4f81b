import type { Row } from '../harness/row.ts';
import { sideBySide } from '../harness/side-by-side.ts';
import type { Peer } from './peer.ts';
import { openRawSocket, resetAll } from './raw-socket.ts';
import type { Size } from './size.ts';

type Batch = { readonly count: number; readonly width: number };

/** Opens connections, counts those of a second until the last 101, and ends them again. */
async function rateOf(peer: Peer, api: string, { count, width }: Batch): Promise<number> {
  const url = new URL(peer.url(api));
  const begun = performance.now();
  const sockets = await sideBySide(count, width, () => openRawSocket(url));
  const ms = performance.now() - begun;
  await peer.untilConnections(count);
  resetAll(sockets);
  await peer.untilConnections(0);
  return (1000 * count) / ms;
}

/** How many connections a second open, with an authorizer and `$connect` and with neither, beside bare `ws`. */
export async function measureConnections(
  gateway: Peer,
  bare: Peer,
  { runs: count, width, guardedConnections, openConnections }: Size,
): Promise<Row[]> {
  const rates = { guarded: [] as number[], open: [] as number[], bare: [] as number[] };
  for (let run = -1; run < count; run += 1) {
    const guarded = await rateOf(gateway, 'Guarded', { width, count: guardedConnections });
    const open = await rateOf(gateway, 'Open', { width, count: openConnections });
    const direct = await rateOf(bare, 'bare', { width, count: openConnections });
    // The first run warms up: it also starts the functions' environments.
    if (run < 0) continue;
    rates.guarded.push(guarded);
    rates.open.push(open);
    rates.bare.push(direct);
  }
  return [
    {
      name: 'connections with authorizer and $connect',
      unit: '/ s',
      ours: rates.guarded,
      peer: rates.bare,
    },
    { name: 'connections with neither (gateway alone)', unit: '/ s', ours: rates.open, peer: rates.bare },
  ];
}
