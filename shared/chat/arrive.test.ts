import { describe, expect, it } from 'vitest';
import type { SessionId, UserId } from '../protocol/ids.ts';
import type { Opening } from '../redis/connections.ts';
import { type Arrival, arrive } from './arrive.ts';
import { connect } from './connect.ts';
import { ping } from './ping.ts';

const user = { id: 'ann' as UserId, username: 'ann' };
const scope = { connection: 'c=', user, session: 's' as SessionId, only: undefined };
const now = Date.UTC(2026, 0, 1);

/** Opens a connection, or pings on one that Redis has lost; what was told of it. */
async function told(verb: 'connect' | 'ping', opening: Opening): Promise<readonly Arrival[]> {
  const arrivals: Arrival[] = [];
  const deps = {
    openConnection: async () => opening,
    renewConnection: async () => undefined,
    closeConnection: async () => {},
    enterRooms: async () => [],
    digestOf: () => '',
    noteEntered: async () => {},
    readHeads: async () => [],
    tellArrival: async (arrival: Arrival) => void arrivals.push(arrival),
    onUnregistered: () => {},
  };
  if (verb === 'connect') await connect(deps, scope);
  else await ping(deps, { scope, rooms: undefined });
  return arrivals;
}

describe('that somebody has come', () => {
  it.each([
    ['first', [{ user: user.id, opening: 'first' }]],
    ['back', [{ user: user.id, opening: 'back' }]],
    ['another', []],
  ] as const)('is told or not with a connection that is %s', async (opening, arrivals) => {
    expect(await told('connect', opening)).toEqual(arrivals);
  });

  it('is told by a ping only of who was told to have gone: when Redis was lost, nobody had', async () => {
    expect(await told('ping', 'first')).toEqual([]);
    expect(await told('ping', 'another')).toEqual([]);
    expect(await told('ping', 'back')).toEqual([{ user: user.id, opening: 'back' }]);
  });

  it.each([
    ['nobody who left a moment ago', 'first', true, 0],
    ['who is new', 'first', false, 1],
    ['who was told to have gone', 'back', true, 1],
  ] as const)('is told of %s', async (_, opening, isUntold, count) => {
    const changes: unknown[] = [];

    await arrive(
      {
        cancelDeparture: async () => isUntold,
        tellLater: async (change) => void changes.push(change),
        now: () => now,
      },
      { user: user.id, opening },
    );

    const change = { user: user.id, online: true, at: '2026-01-01T00:00:00.000Z' };
    expect(changes).toEqual(Array.from({ length: count }, () => change));
  });
});
