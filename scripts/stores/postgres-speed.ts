import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Database, openDatabase } from '../../shared/postgres/database.ts';
import { migrate } from '../../shared/postgres/migrate.ts';
import { createRoom, readHeads } from '../../shared/postgres/rooms.ts';
import type { RoomId, SessionId, UserId } from '../../shared/protocol/ids.ts';
import { callsPerSecond } from './calls-per-second.ts';
import type { StoreRow } from './row.ts';

const acceptMessage = readFileSync('shared/postgres/accept-message.sql', 'utf8');

type Sender = { readonly user: UserId; readonly session: SessionId; readonly rooms: readonly RoomId[] };

const people = 100;
const roomsOfEach = 10;

const insertPerson = `
with person as (insert into users (username) values ($1) returning id)
insert into sessions (user_id, token_hash, expires_at)
select id, sha256(convert_to($1, 'UTF8')), now() + interval '1 day' from person returning user_id, id`;

async function addSender(database: Database, index: number): Promise<Sender> {
  type Row = { readonly user_id: UserId; readonly id: SessionId };
  const [row] = await database.query<Row>(insertPerson, [`person${index}`]);
  if (!row) throw new Error('cannot measure: the user was not stored');
  const rooms: RoomId[] = [];
  for (let number = 0; number < roomsOfEach; number += 1) {
    const room = await createRoom(database, { name: `room ${number}`, owner: row.user_id, members: [] });
    rooms.push(room.id);
  }
  return { user: row.user_id, session: row.id, rooms };
}

const accept = (database: Database, { user, session }: Sender, room: RoomId | undefined) =>
  database.query(acceptMessage, [room, user, session, randomUUID(), 'x'.repeat(100), null, null]);

const pick = <Item>(items: readonly Item[]): Item => {
  const item = items[Math.floor(Math.random() * items.length)];
  if (item === undefined) throw new Error('cannot pick from nothing');
  return item;
};

async function measure(database: Database, senders: readonly Sender[], runs: number): Promise<StoreRow[]> {
  const [one] = senders;
  if (!one) throw new Error('cannot measure: there are no senders');
  const inOne = (workers: number) =>
    callsPerSecond(() => accept(database, one, one.rooms[0]), { workers, runs });
  const everywhere = (workers: number) =>
    callsPerSecond(
      () => {
        const sender = pick(senders);
        return accept(database, sender, pick(sender.rooms));
      },
      { workers, runs },
    );
  const unit = 'rows/s';
  return [
    { name: 'messages into one room, 1 connection', unit, values: await inOne(1) },
    { name: 'messages into one room, 16 connections', unit, values: await inOne(16) },
    { name: 'messages into 1,000 rooms, 16 connections', unit, values: await everywhere(16) },
    {
      name: 'heads of 10 rooms (what a ping reads), 16 connections',
      unit: 'statements/s',
      values: await callsPerSecond(
        () => {
          const { user, session } = pick(senders);
          return readHeads(database, { userId: user, sessionId: session });
        },
        { workers: 16, runs },
      ),
    },
  ];
}

/** Messages that one server commits in a second, and what it reads; driven by one client process. */
export async function measurePostgresSpeed(connectionString: string, runs: number): Promise<StoreRow[]> {
  await migrate({ logins: [async () => ({ connectionString })], folder: 'migrations' });
  const database = openDatabase({ connectionString, connections: 16 });
  try {
    const senders = await Promise.all(
      Array.from({ length: people }, (_, index) => addSender(database, index)),
    );
    return await measure(database, senders, runs);
  } finally {
    await database.close();
  }
}
