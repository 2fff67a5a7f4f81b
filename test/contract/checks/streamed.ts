import type { Breach, Check, Disturbance, History, Opening, Registered } from '../history.ts';
import { by } from './by.ts';
import { type Stay, staysOf } from './stays.ts';

/**
 * Streamed: a connection is registered in the rooms of its user by the time its handshake is answered, so that nothing falls
 * between what it reads then and what it is sent from then on.
 *
 * Clients repair what they miss by the heads, so only this tells a server that registers too late. Left out is what a fault
 * at about that time explains: but a heartbeat after all faults, every connection is registered.
 */
export const streamed: Check = (history) => {
  const looks = by(history.registered, ({ room }) => room);
  const stays = staysOf(history.events);
  const atOpening = history.openings.flatMap((opening) =>
    history.rooms
      .filter(({ id }) => isIn(stays({ user: opening.user, room: id }), opening))
      .flatMap(({ id }) => judge(opening, looks.get(id) ?? [], history)),
  );
  const atTheEnd = history.unregistered.map(({ connection, room }) =>
    late(`${connection} is open, and a heartbeat did not register it in ${room}`),
  );
  return [...atOpening, ...atTheEnd];
};

const late = (text: string): Breach => ({ promise: 'stream', is: 'late', text });

/** How long before and after its opening a connection may be affected by what happened. */
const aboutMs = 5_000;

const isIn = (stays: readonly Stay[], { begunAt, at }: Opening) =>
  stays.some(({ since, until }) => since < begunAt && until > at + aboutMs);

function judge(
  { connection, at, closedAt }: Opening,
  looks: readonly Registered[],
  { disturbances }: History,
): readonly Breach[] {
  const look = looks.find((one) => one.at > at);
  if (!look || (closedAt !== undefined && closedAt <= look.until + aboutMs)) return [];
  if (disturbances.some((one) => explains(one, { connection, at }, look.until))) return [];
  if (look.connections.has(connection)) return [];
  return [late(`${connection} was open, and not registered in ${look.room}`)];
}

/** Faults of clients' own sockets don't touch a registration, and what another connection met alone does not. */
const explains = (
  { kind, from, until, connection }: Disturbance,
  opening: Pick<Opening, 'connection' | 'at'>,
  lookedAt: number,
) =>
  !/^(in|out) /.test(kind) &&
  from <= lookedAt &&
  until >= opening.at - aboutMs &&
  (connection === undefined || connection === opening.connection);
