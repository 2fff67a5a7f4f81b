import type { Socket } from 'node:net';
import type { Row } from '../harness/row.ts';
import { sideBySide } from '../harness/side-by-side.ts';
import type { Peer } from './peer.ts';
import { exchange, openRawSocket, openRequestSockets, resetAll } from './raw-socket.ts';
import { type SignedPost, signPosts } from './sign-posts.ts';

type Rate = { readonly perSecond: number; readonly perCpuSecond: number };

/** As many as the SDK's agent opens at most. */
const senders = 50;
const receivers = 50;

/** Makes the same posts again and again over kept connections, one at a time on each. */
async function rateOf(
  peer: Peer,
  sockets: readonly Socket[],
  posts: readonly SignedPost[],
  count: number,
): Promise<Rate> {
  const before = await peer.ask();
  const begun = performance.now();
  await sideBySide(count, sockets.length, async (index, lane) => {
    const socket = sockets[lane];
    const post = posts[index % posts.length];
    if (socket && post) await exchange(socket, post, 200);
  });
  const ms = performance.now() - begun;
  const { cpuMs } = await peer.ask();
  return { perSecond: (1000 * count) / ms, perCpuSecond: (1000 * count) / (cpuMs - before.cpuMs) };
}

type Lane = {
  readonly peer: Peer;
  readonly sockets: readonly Socket[];
  readonly posts: readonly SignedPost[];
};

async function prepare(peer: Peer, connectionIds: readonly string[], gateway: Peer): Promise<Lane> {
  const { postUrl } = peer.ready;
  const { credentials } = gateway.ready;
  if (postUrl === undefined || !credentials) throw new Error('cannot post: the peer says nowhere to post to');
  const posts = await signPosts(postUrl, connectionIds, credentials);
  return { peer, posts, sockets: openRequestSockets(new URL(postUrl), senders) };
}

/** How many signed posts are accepted, beside an HTTP server that accepts the same requests unread. */
export async function measurePosts(
  gateway: Peer,
  bare: Peer,
  { runs: count, posts }: { readonly runs: number; readonly posts: number },
): Promise<Row[]> {
  const url = new URL(gateway.url('Guarded'));
  const clients = await sideBySide(receivers, 8, () => openRawSocket(url));
  const { connectionIds } = await gateway.untilConnections(receivers);
  const lanes = [await prepare(gateway, connectionIds, gateway), await prepare(bare, connectionIds, gateway)];
  const rates: Rate[][] = lanes.map(() => []);
  for (let run = -1; run < count; run += 1)
    for (const [index, { peer, sockets, posts: signed }] of lanes.entries()) {
      const rate = await rateOf(peer, sockets, signed, posts);
      // The first run warms up.
      if (run >= 0) rates[index]?.push(rate);
    }
  resetAll([...clients, ...lanes.flatMap(({ sockets }) => sockets)]);
  const [ours = [], theirs = []] = rates;
  const row = (name: string, unit: string, read: (rate: Rate) => number): Row => ({
    ...{ name, unit },
    ours: ours.map(read),
    peer: theirs.map(read),
  });
  return [
    row('signed posts accepted by a core', '/ CPU s', ({ perCpuSecond }) => perCpuSecond),
    row('signed posts accepted', '/ s', ({ perSecond }) => perSecond),
  ];
}
