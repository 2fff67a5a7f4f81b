import type { Breach, Check, Posted, Registered, StoredEvent } from '../history.ts';
import { by } from './by.ts';

/**
 * Delivery: an event that is noted as delivered was posted to every connection that was registered in its room from before
 * it was stored until it was noted, and the gateway took each post (200), or knows the connection no more (410).
 *
 * Clients repair a lost push by the heads, so only this tells a deliverer that forgets what it could not post.
 */
export const honestDelivery: Check = ({ events, posted, registered }) => {
  const taken = takenOf(posted);
  const looks = by(registered, ({ room }) => room);
  const gone = by(
    posted.filter(({ status }) => status === 410),
    ({ connection }) => connection,
  );
  return events.flatMap((stored) => {
    const breaches = judge(stored, looks.get(stored.room) ?? [], taken);
    return breaches.filter(({ connection }) => !wasGone(gone.get(connection) ?? [], stored)).map(toBreach);
  });
};

/** Of a batch of several frames nothing more is posted after a 410; one that registered just then stays registered all the same. */
const wasGone = (posts: readonly Posted[], { at, deliveredAt = Number.POSITIVE_INFINITY }: StoredEvent) =>
  posts.some((post) => post.at >= at && post.at <= deliveredAt);

type Missed = { readonly connection: string; readonly is: 'lost' | 'untrue'; readonly text: string };

const toBreach = ({ is, text }: Missed): Breach => ({ promise: 'delivery', is, text });

/** By room and connection: the seqs that the gateway took. */
function takenOf(posted: readonly Posted[]): ReadonlyMap<string, ReadonlySet<number>> {
  const taken = new Map<string, Set<number>>();
  for (const { room, connection, seqs, status } of posted) {
    if (status !== 200 && status !== 410) continue;
    const key = `${connection} in ${room}`;
    const own = taken.get(key) ?? new Set();
    for (const seq of seqs) own.add(seq);
    taken.set(key, own);
  }
  return taken;
}

function judge(
  { room, event: { seq }, at, deliveredAt }: StoredEvent,
  looks: readonly Registered[],
  taken: ReadonlyMap<string, ReadonlySet<number>>,
): readonly Missed[] {
  if (deliveredAt === undefined) {
    return [{ connection: '', is: 'lost', text: `${seq} of ${room} was never delivered` }];
  }
  const missed = registeredThroughout(looks, at, deliveredAt).filter(
    (connection) => !taken.get(`${connection} in ${room}`)?.has(seq),
  );
  return missed.map((connection) => ({
    connection,
    is: 'untrue',
    text: `${seq} of ${room} is noted as delivered, and was not posted to ${connection}`,
  }));
}

/** Those in every look from the last that ended before `from` to the first that began after `until`. */
function registeredThroughout(looks: readonly Registered[], from: number, until: number): readonly string[] {
  const first = lastBefore(looks, from);
  const last = looks.findIndex((look, index) => index >= first && look.at > until);
  if (first === -1 || last === -1) return [];
  const between = looks.slice(first, last + 1);
  return [...(between[0]?.connections ?? [])].filter((connection) =>
    between.every(({ connections }) => connections.has(connection)),
  );
}

/** The index of the last look that ended before a time; -1 when there is none. Looks are in the order of time. */
function lastBefore(looks: readonly Registered[], time: number): number {
  let [low, high] = [0, looks.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((looks[middle]?.until ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
