import type { StoredEvent } from '../history.ts';
import { by } from './by.ts';

/** A stay of a user in a room: since when, until when, and the seq of the event that ended it. */
export type Stay = { readonly since: number; until: number; end: number };

type Where = { readonly user: string; readonly room: string };

/** Tells the stays of a user in a room, in order, from the room's events. */
export function staysOf(events: readonly StoredEvent[]): (where: Where) => readonly Stay[] {
  const changes = events.filter(({ event }) => event.kind === 'memberJoined' || event.kind === 'memberLeft');
  const groups = by(changes, ({ room, event }) => keyOf({ room, user: memberOf(event) }));
  const stays = new Map([...groups].map(([key, list]) => [key, toStays(list)]));
  return (where) => stays.get(keyOf(where)) ?? [];
}

const keyOf = ({ user, room }: Where) => `${user} in ${room}`;
const memberOf = (event: StoredEvent['event']) => ('member' in event ? event.member.id : '');

function toStays(changes: readonly StoredEvent[]): readonly Stay[] {
  const stays: Stay[] = [];
  for (const { at, event } of changes) {
    const last = stays.at(-1);
    if (event.kind === 'memberJoined') {
      stays.push({ since: at, until: Number.POSITIVE_INFINITY, end: Number.POSITIVE_INFINITY });
    } else if (last) {
      last.until = at;
      last.end = event.seq;
    }
  }
  return stays;
}
