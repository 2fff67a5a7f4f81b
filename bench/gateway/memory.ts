import type { Row } from '../harness/row.ts';
import { sideBySide } from '../harness/side-by-side.ts';
import { Peer } from './peer.ts';
import { openRawSocket, resetAll } from './raw-socket.ts';
import type { Size } from './size.ts';

/** Opened and ended before the base is taken, so that code and functions are loaded by then. */
const warmUps = 50;

type Batch = { readonly api: string; readonly count: number; readonly width: number };

/** Kilobytes by which a process has grown for each connection that it holds. */
type Growth = {
  /** With the connections, and no room that V8 keeps. */
  readonly held: number;
  /** With the heap as the handshakes have left it. */
  readonly standing: number;
};

async function measureOne(peer: Peer, { api, count, width }: Batch): Promise<Growth> {
  const url = new URL(peer.url(api));
  resetAll(await sideBySide(warmUps, width, () => openRawSocket(url)));
  await peer.untilConnections(0);
  const base = await peer.ask('last-resort');
  const sockets = await sideBySide(count, width, () => openRawSocket(url));
  await peer.untilConnections(count);
  const standing = await peer.ask('regular');
  const held = await peer.ask('last-resort');
  resetAll(sockets);
  return {
    held: (held.rssKb - base.rssKb) / count,
    standing: (standing.rssKb - base.rssKb) / count,
  };
}

async function measureNew(name: 'gateway' | 'bare', batch: Batch): Promise<Growth> {
  const peer = await Peer.start(name);
  try {
    return await measureOne(peer, batch);
  } finally {
    await peer.stop();
  }
}

/**
 * What an idle connection takes of the memory of its server's process: in a new process for each run, or once in those that are
 * there, which is quick and says nothing.
 */
export async function measureMemory(
  present: { readonly gateway: Peer; readonly bare: Peer },
  { newProcesses, width, idleConnections: count }: Size,
): Promise<Row[]> {
  const gateway: Growth[] = [];
  const bare: Growth[] = [];
  const guarded = { api: 'Guarded', count, width };
  const direct = { api: 'bare', count, width };
  for (let run = 0; run < newProcesses; run += 1) {
    gateway.push(await measureNew('gateway', guarded));
    bare.push(await measureNew('bare', direct));
  }
  if (newProcesses === 0) {
    gateway.push(await measureOne(present.gateway, guarded));
    bare.push(await measureOne(present.bare, direct));
  }
  const row = (name: string, kind: keyof Growth): Row => ({
    ...{ name, unit: 'KB' },
    ours: gateway.map((growth) => growth[kind]),
    peer: bare.map((growth) => growth[kind]),
  });
  return [
    row(`memory per idle connection, at ${count.toLocaleString('en')}`, 'held'),
    row("– with V8's spare heap after the handshakes", 'standing'),
  ];
}
