import { limits } from '../../../shared/protocol/limits.ts';
import type { Breach, Check, Counted, Disturbance, History } from '../history.ts';
import { by } from './by.ts';
import { deedsOf, type StoredDeed } from './stored-deeds.ts';

/** How many of a kind are accepted within ten seconds. */
export const mostOf: Readonly<Record<Counted, number>> = {
  messages: limits.messagesPerWindow,
  changes: limits.changesPerWindow,
};

/**
 * I8, the limit: in no window of ten seconds are more than five messages (twenty changes) of a user accepted, over all devices.
 *
 * A message takes its place between its first try and its being stored, on Redis's clock; only what surely lies within ten
 * seconds counts against a user. Where Redis was disturbed, more is tolerated, and this much: what Redis has counted is lost
 * when it is emptied, and what was accepted without it was not counted, so each disturbance lets as many through once more; and
 * while Postgres counts, those under way at the same time, one for each connection and room, are not stored yet.
 */
export const limited: Check = (history) => {
  const places = placesOf(history);
  return [...places].flatMap(([key, list]) => {
    const most = mostOf[key.startsWith('messages') ? 'messages' : 'changes'];
    const worst = list.flatMap((_, index) => judge(list.slice(index), most, history.disturbances));
    return worst
      .slice(0, 1)
      .map((text): Breach => ({ promise: 'I8', is: 'unfair', text: `${text} of ${key}` }));
  });
};

/** When something took its place: not before `from`, not after `until`. */
type Place = { readonly from: number; readonly until: number };

const keyOf = ({ event }: StoredDeed) =>
  `${event.kind === 'message' ? 'messages' : 'changes'} of ${event.sender.id}`;

/** The places of each user's messages, and of their changes, in the order of their first tries. */
function placesOf(history: Pick<History, 'events' | 'tries'>): ReadonlyMap<string, readonly Place[]> {
  const firstTries = new Map<string, number>();
  for (const { id, at } of history.tries) firstTries.set(id, Math.min(at, firstTries.get(id) ?? at));
  const toPlaces = (list: readonly StoredDeed[]) =>
    list
      .map(({ at, event: { id } }) => ({ from: firstTries.get(id) ?? at, until: at }))
      .sort((a, b) => a.from - b.from);
  return new Map([...by(deedsOf(history), keyOf)].map(([key, list]) => [key, toPlaces(list)]));
}

const inFlight = 4;

/** `places` begin with the one whose window is judged. */
function judge(
  places: readonly Place[],
  most: number,
  disturbances: readonly Disturbance[],
): readonly string[] {
  const begin = places[0]?.from ?? 0;
  const end = begin + limits.messageWindowMs;
  const within = places.filter(({ until }) => until < end).length;
  const touching = disturbances.filter(
    ({ kind, from, until }) => isOfRedis(kind) && from < end && until > begin - limits.messageWindowMs,
  );
  const { length } = touching;
  const tolerated = most * (1 + length) + (length > 0 ? inFlight : 0);
  return within > tolerated ? [`${within} accepted within ten seconds of ${begin}`] : [];
}

/** A function that was killed in between may have asked Redis and not Postgres: that takes a place, and gives none. */
export const isOfRedis = (kind: string): boolean => kind.startsWith('redis');
