import type { Breach, Check } from '../history.ts';
import { by } from './by.ts';

/**
 * I5: a heartbeat and a sync after everything was healed, each connected client keeps just the rooms that its user is in,
 * and has each up to its head.
 */
export const bounded: Check = ({ clients, kept, rooms }) => {
  const keptBy = by(kept, ({ client }) => client);
  return [...clients].flatMap(([client, user]) => {
    const mine = rooms.filter(({ members }) => members.includes(user));
    const has = new Map((keptBy.get(client) ?? []).map((room) => [room.room, room]));
    const behind = mine.filter(({ id, head }) => has.get(id)?.cursor !== head);
    const left = [...has.keys()].filter((id) => !mine.some((room) => room.id === id));
    return [
      ...behind.map(
        ({ id, head }): Breach => ({
          promise: 'I5',
          is: 'late',
          text: `${client} is at ${has.get(id)?.cursor} of ${head} in ${id}`,
        }),
      ),
      ...left.map(
        (id): Breach => ({
          promise: 'I5',
          is: 'late',
          text: `${client} still keeps ${id}, where its user is not`,
        }),
      ),
    ];
  });
};
