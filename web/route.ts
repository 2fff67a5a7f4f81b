/** What the page shows: a room, or the list of rooms. */
export type Route = { readonly kind: 'rooms' } | { readonly kind: 'room'; readonly room: string };

/** Reads the part of the address after `#`; anything unknown is the list. */
export function readRoute(hash: string): Route {
  const [, room] = /^#\/rooms\/([\w-]{1,64})$/.exec(hash) ?? [];
  return room === undefined ? { kind: 'rooms' } : { kind: 'room', room };
}

/** The address of a room within the page. */
export const roomHash = (room: string): string => `#/rooms/${room}`;
