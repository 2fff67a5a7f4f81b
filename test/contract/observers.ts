import { setTimeout as wait } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { type Database, openDatabase } from '../../shared/postgres/database.ts';
import type { RoomId } from '../../shared/protocol/ids.ts';
import { keys } from '../../shared/redis/keys.ts';
import type { Recorder } from './recorder.ts';

type Watched = {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly rooms: readonly string[];
  readonly recorder: Recorder;
};

/** How many read the database side by side, each on its own connection. */
const readers = 3;
const pauseMs = 20;

/** Reads the rooms' events, and who is registered, again and again, past all faults. What it answers stops that. */
export function observe(watched: Watched): () => Promise<void> {
  let isOver = false;
  const again = async (look: () => Promise<void>) => {
    while (!isOver) {
      await look();
      await wait(pauseMs);
    }
  };
  const database = openDatabase({ connectionString: watched.databaseUrl, connections: readers });
  const redis = new Redis(watched.redisUrl, { commandTimeout: 1_000, maxRetriesPerRequest: 0 });
  redis.on('error', () => undefined);
  const all = [
    ...Array.from({ length: readers }, (_, n) => again(() => readRooms(database, `reader ${n}`, watched))),
    again(() => readRegistrations(redis, watched)),
  ];
  return async () => {
    if (isOver) return;
    isOver = true;
    await Promise.all(all);
    redis.disconnect();
    await database.close();
  };
}

/** $1 rooms. One statement sees one moment. */
const selectRooms = `
select r.id, r.head, coalesce(e.count, 0) as count, coalesce(e.highest, 0) as highest
from rooms r
left join lateral (
  select count(*) as count, max(seq) as highest from events where room_id = r.id
) e on true
where r.id = any ($1::uuid[])`;

async function readRooms(database: Database, reader: string, { rooms, recorder }: Watched): Promise<void> {
  type Row = { id: string; head: number; count: number; highest: number };
  const rows = await database.query<Row>(selectRooms, [rooms]);
  const at = Date.now();
  for (const { id, ...seen } of rows) recorder.snapshots.push({ reader, room: id, at, ...seen });
}

/** When Redis can't be asked, nobody is known to be registered. */
async function readRegistrations(redis: Redis, { rooms, recorder }: Watched): Promise<void> {
  const at = Date.now();
  const lists = await Promise.all(
    rooms.map((room) => redis.zrange(keys.roomConnections(room as RoomId), '0', '-1').catch(() => [])),
  );
  const until = Date.now();
  rooms.forEach((room, index) => {
    const connections = new Set((lists[index] ?? []).map((member) => member.slice(member.indexOf('/') + 1)));
    recorder.registered.push({ room, at, until, connections });
  });
}
