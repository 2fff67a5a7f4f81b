import type { RoomEvent } from '../../../shared/protocol/events.ts';
import type { History, StoredEvent } from '../history.ts';

/** An event that a client asked for under an id of its own: a message, or a change of one. */
export type DeedEvent = Extract<RoomEvent, { readonly id: string }>;
export type StoredDeed = StoredEvent & { readonly event: DeedEvent };

export const deedsOf = ({ events }: Pick<History, 'events'>): readonly StoredDeed[] =>
  events.filter((stored): stored is StoredDeed => 'id' in stored.event);

/** What a deed is known by for ever. */
export const keyOf = ({ room, user, id }: Readonly<Record<'room' | 'user' | 'id', string>>): string =>
  `${room}/${user}/${id}`;

export const keyOfStored = ({ room, event }: StoredDeed): string =>
  keyOf({ room, user: event.sender.id, id: event.id });
