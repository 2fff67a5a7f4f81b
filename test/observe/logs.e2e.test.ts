import * as v from 'valibot';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { logQueries } from '../../infra/observability/log-queries.ts';
import { RoomId, UserId } from '../../shared/protocol/ids.ts';
import { openRedis } from '../../shared/redis/client.ts';
import { enterRooms } from '../../shared/redis/room-connections.ts';
import { ask, makeRoomOf, register } from '../setup/chat/api.ts';
import { readLogs } from '../setup/chat/logs.ts';
import { hasBody, meet } from '../setup/chat/party.ts';
import { open } from '../setup/chat/socket.ts';
import { until } from '../setup/until.ts';

// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever was written, and fails on what it lacks
type Line = any;

/** The lines of a function's log; the last one may be half written. */
const parse = (text: string): readonly Line[] =>
  text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));

/** The lines of every function, each with the function's name. */
async function allLines(): Promise<readonly Line[]> {
  const logs = [...(await readLogs())].filter(([name]) => name.endsWith('.jsonl'));
  return logs.flatMap(([name, text]) =>
    parse(text).map((line) => ({ ...line, log: name.replace(/^.*\/|\.jsonl$/g, '') })),
  );
}

const waitFor = (matches: (line: Line) => boolean, what: string): Promise<Line> =>
  until(async () => (await allLines()).find(matches), { what });

/** What a run leaves that has met everything the queries ask for: a send by each way, a throttled user, a slow connection. */
let small: { readonly room: string; readonly seq: number; readonly id: string };
let large: { readonly room: string; readonly seq: number };

beforeAll(async () => {
  const party = await meet();
  const redis = openRedis(inject('redisUrl'));
  // Registered, and unknown to the gateway.
  const gone = { user: v.parse(UserId, party.ben.id), connection: 'AbCdEfGhIjKlMnO=' };
  await enterRooms(redis, { ...gone, rooms: [v.parse(RoomId, party.room)] });
  await redis.quit();
  const { room } = party;
  const ack = await party.a.ask({ room, body: 'hello' });
  await party.b.next(hasBody('hello'));
  small = { room, seq: ack.seq, id: ack.id };
  for (let n = 0; n < 6; n += 1) await party.a.ask({ room, body: `more ${n}` });
  await party.leave();

  const people = await Promise.all(Array.from({ length: 6 }, () => register('crowd')));
  const [owner, ...others] = people;
  if (!owner) throw new Error('nobody came');
  const crowded = await makeRoomOf(owner, others);
  const sockets = await Promise.all(people.flatMap((one) => Array.from({ length: 10 }, () => open(one))));
  const answer = await sockets[0]?.ask({ room: crowded, body: 'hello all' });
  large = { room: crowded, seq: answer.seq };
  await ask('/rooms', { token: owner.token });
  await waitFor(({ message, roomId }) => message === 'room.drained' && roomId === crowded, 'the delivery');
  for (const { raw } of sockets) raw.terminate();
});

/** What the saved query for a message finds. */
const find = (lines: readonly Line[], { room, seq }: { room: string; seq: number }) =>
  lines.filter(
    (line) => line.roomId === room && (line.seq === seq || (line.fromSeq <= seq && line.toSeq >= seq)),
  );

describe('the log', () => {
  it('lets a message be followed by its id, then by room and seq, through the sender’s function', async () => {
    const lines = await allLines();

    const [received] = lines.filter(({ messageId }) => messageId === small.id);
    expect(received).toMatchObject({ message: 'message.received', roomId: small.room, seq: small.seq });
    const way = find(lines, small).map(({ message, log }) => ({ message, log }));
    expect(way).toEqual(
      expect.arrayContaining([
        { message: 'message.broadcast', log: 'send-message' },
        { message: 'message.received', log: 'send-message' },
      ]),
    );
  });

  it('lets it be followed into the deliver function', async () => {
    const way = find(await allLines(), large);

    expect(way.map(({ message }) => message).toSorted()).toEqual([
      'message.broadcast',
      'message.received',
      'room.drained',
    ]);
    expect(way.find(({ message }) => message === 'room.drained')?.log).toBe('deliver');
  });

  it('has every field that the saved queries name', async () => {
    const known = new Set((await allLines()).flatMap((line) => Object.keys(line)));
    const words = /"[^"]*"|@?[a-zA-Z_]+\(?/g;
    const syntax = new Set(['and', 'or', 'as', 'by', 'asc', 'desc', 'SEQ', 'times', 'longestMs', 'last']);

    for (const { fields, filter, stats = '', sort } of logQueries) {
      const named = [...fields, ...[filter, stats, sort].flatMap((part) => part.match(words) ?? [])].filter(
        (word) => !(/^["@]|\($/.test(word) || syntax.has(word)),
      );
      expect(named.length).toBeGreaterThan(2);
      expect(named.filter((field) => !known.has(field))).toEqual([]);
    }
  });
});

describe('the metrics that the functions write', () => {
  it('tell their stage and function, and what was sent, throttled, delivered and gone', async () => {
    const written = async () => (await allLines()).filter(({ _aws }) => _aws !== undefined);
    const named = (name: string) =>
      until(async () => (await written()).find((line) => line[name] > 0), { what: name });

    expect(await named('Accepted')).toMatchObject({ stage: 'local', function: 'send-message' });
    expect(await named('Throttled')).toMatchObject({ stage: 'local' });
    expect(await named('PostsGone')).toMatchObject({ stage: 'local' });
    const functions = new Set((await written()).map((line) => line.function));
    expect(functions).toContain('deliver');
    for (const line of await written()) {
      const [{ Dimensions: dimensions }] = line._aws.CloudWatchMetrics;
      expect(dimensions).toEqual([['stage', 'function']]);
      expect(line.function).toMatch(/^[a-z-]+$/);
    }
  });
});
