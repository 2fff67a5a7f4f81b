import { createHash, randomBytes, randomUUID } from 'node:crypto';
import * as v from 'valibot';
import type { Database } from '../../shared/postgres/database.ts';
import { createRoom } from '../../shared/postgres/rooms.ts';
import { registerUser } from '../../shared/postgres/users.ts';
import { MessageId, type RoomId, type SessionId, type UserId } from '../../shared/protocol/ids.ts';

export type TestUser = {
  readonly id: UserId;
  readonly username: string;
  readonly session: SessionId;
};

export const newMessageId = () => v.parse(MessageId, randomUUID());

/** A user with a session, straight into the database. */
export async function makeUser(database: Database, name = 'user'): Promise<TestUser> {
  const username = `${name}-${randomBytes(4).toString('hex')}`;
  const tokenHash = createHash('sha256').update(randomBytes(32)).digest();
  const row = await registerUser(database, { username, passwordHash: 'x', session: { tokenHash, days: 1 } });
  if (!row) throw new Error('cannot make a user: the name is taken');
  return { id: row.id, username, session: row.session_id };
}

export async function makeRoom(
  database: Database,
  { owner, members = [], name = 'room' }: { owner: TestUser; members?: readonly TestUser[]; name?: string },
): Promise<RoomId> {
  const { id } = await createRoom(database, { name, owner: owner.id, members: members.map(({ id }) => id) });
  return id;
}
