import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { announce } from '../../shared/chat/announce.ts';
import { sweepUndelivered } from '../../shared/chat/sweep-undelivered.ts';
import { acceptMessage } from '../../shared/postgres/accept-message.ts';
import { markDelivered } from '../../shared/postgres/events.ts';
import { readUndelivered } from '../../shared/postgres/undelivered.ts';
import type { RoomId } from '../../shared/protocol/ids.ts';
import type { RedisClient } from '../../shared/redis/client.ts';
import { addToOutbox, findPosted, settleBatch } from '../../shared/redis/outbox.ts';
import { enterRooms } from '../../shared/redis/room-connections.ts';
import { makeDatabase, type TestDatabase } from '../setup/database.ts';
import { makeRoom, makeUser, newMessageId, type TestUser } from '../setup/people.ts';
import { makeRedis } from '../setup/redis.ts';

let database: TestDatabase;
let redis: RedisClient;
let ann: TestUser;

beforeAll(async () => {
  database = await makeDatabase();
  redis = makeRedis();
  ann = await makeUser(database, 'ann');
});
afterAll(async () => {
  await redis.quit();
  await database.drop();
});

/** A room with one connection. */
async function connectedRoom(): Promise<RoomId> {
  const room = await makeRoom(database, { owner: ann });
  await enterRooms(redis, { user: ann.id, connection: `${room}=`, rooms: [room] });
  return room;
}

/** Commits messages as a function does that dies before it announces them. */
async function commit(room: RoomId, count: number, { secondsAgo = 6 } = {}): Promise<readonly number[]> {
  const seqs: number[] = [];
  for (let n = 0; n < count; n++) {
    const message = { room, sender: ann.id, session: ann.session, id: newMessageId(), body: `lost ${n}` };
    const accepted = await acceptMessage(database, message);
    if (accepted.kind === 'accepted') seqs.push(accepted.seq);
  }
  await database.query(
    `update events set created_at = now() - $3::int * interval '1 s' where room_id = $1 and seq = any ($2)`,
    [room, seqs, secondsAgo],
  );
  return seqs;
}

/** Sweeps as the function does, and tells which seqs were posted to which connection. */
async function sweep(isTimeUp: () => boolean = () => false) {
  const posts = new Map<string, number[]>();
  const post = async (connection: string, frame: string) => {
    const seqs = JSON.parse(frame).events.map(({ seq }: { seq: number }) => seq);
    posts.set(connection, [...(posts.get(connection) ?? []), ...seqs]);
    return 'posted' as const;
  };
  const settling: Promise<unknown>[] = [];
  const swept = await sweepUndelivered(
    {
      readUndelivered: (page) => readUndelivered(database, page),
      findPosted: (of) => findPosted(redis, of),
      markDelivered: (events) => markDelivered(database, events),
      announce: async (batch) => {
        await announce(
          {
            post,
            addToOutbox: (addition) => addToOutbox(redis, addition),
            beginSettling: (settlement) => void settling.push(settleBatch(redis, settlement)),
            beginForgetting: () => {},
            callDeliver: async () => {},
            newToken: randomUUID,
          },
          batch,
        );
      },
    },
    { isTimeUp },
  );
  await Promise.all(settling);
  return { swept, posts };
}

async function unmarked(room: RoomId): Promise<readonly number[]> {
  const rows = await database.query<{ seq: number }>(
    'select seq from events where room_id = $1 and delivered_at is null order by seq',
    [room],
  );
  return rows.map(({ seq }) => seq);
}

describe('the sweep of what is undelivered', () => {
  it('F2: posts what a function committed and never announced, and notes it at the next sweep', async () => {
    const room = await connectedRoom();
    const seqs = await commit(room, 3);

    expect((await sweep()).posts.get(`${room}=`)).toEqual(seqs);
    const { posts } = await sweep();

    expect(posts.get(`${room}=`)).toBeUndefined();
    expect(await unmarked(room)).toEqual([]);
  });

  it('has nothing to do for a room that was made: whoever is told of it loads it', async () => {
    const room = await makeRoom(database, { owner: ann, members: [await makeUser(database, 'ben')] });
    await enterRooms(redis, { user: ann.id, connection: `${room}=`, rooms: [room] });
    await database.query(`update events set created_at = now() - interval '6 s' where room_id = $1`, [room]);

    const { posts } = await sweep();

    expect(posts.get(`${room}=`)).toBeUndefined();
  });

  it('leaves alone what is younger than five seconds: it is on its way', async () => {
    const room = await connectedRoom();
    const seqs = await commit(room, 2, { secondsAgo: 3 });

    const { posts } = await sweep();

    expect(posts.get(`${room}=`)).toBeUndefined();
    expect(await unmarked(room)).toEqual(seqs);
  });

  it('only notes what a sender has posted', async () => {
    const room = await connectedRoom();
    const [posted = 0, lost = 0] = await commit(room, 2);
    await settleBatch(redis, { room, token: 't', seqs: [posted], release: true, unmarked: true });

    const { posts } = await sweep();

    expect(posts.get(`${room}=`)).toEqual([lost]);
    expect(await unmarked(room)).toEqual([lost]);
  });

  it('goes on page by page over many rooms, each event once', async () => {
    const rooms = await Promise.all(Array.from({ length: 12 }, connectedRoom));
    const expected = new Map<string, readonly number[]>();
    for (const room of rooms) expected.set(`${room}=`, await commit(room, 60));

    const { swept, posts } = await sweep();

    expect(swept.announced).toBeGreaterThanOrEqual(720);
    for (const [connection, seqs] of expected) {
      expect(posts.get(connection)?.toSorted((a, b) => a - b)).toEqual(seqs);
    }
  });

  it('ends after a page when its time is up, and the next one goes on', async () => {
    const room = await connectedRoom();
    await commit(room, 501);

    const { swept } = await sweep(() => true);

    expect(swept.noted + swept.announced).toBe(500);
  });
});
