import { createHash, randomBytes } from 'node:crypto';
import type { Database } from '../../shared/postgres/database.ts';
import { createRoom } from '../../shared/postgres/rooms.ts';
import { registerUser } from '../../shared/postgres/users.ts';
import type { UserId } from '../../shared/protocol/ids.ts';

/** A user with a session. */
export type Person = { readonly id: UserId; readonly username: string; readonly token: string };

/** Puts a user straight into the database: hashing a password takes longer than all the rest. */
export async function makePerson(database: Database, name: string): Promise<Person> {
  const username = `${name}-${randomBytes(5).toString('hex')}`;
  const token = randomBytes(32).toString('base64url');
  const tokenHash = createHash('sha256').update(token).digest();
  const row = await registerUser(database, { username, passwordHash: 'x', session: { tokenHash, days: 1 } });
  if (!row) throw new Error('cannot make a user: the name is taken');
  return { id: row.id, username, token };
}

export type Room = { readonly id: string; readonly epoch: string };

export async function makeRoomOf(database: Database, [owner, ...members]: readonly Person[]): Promise<Room> {
  if (!owner) throw new Error('cannot make a room: it has nobody');
  return createRoom(database, {
    name: 'contract',
    owner: owner.id,
    members: members.map(({ id }) => id),
  });
}
