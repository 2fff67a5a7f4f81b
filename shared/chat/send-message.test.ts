import { describe, expect, it } from 'vitest';
import type { Acceptance } from '../postgres/accept-message.ts';
import type { MessageId, RoomId, SessionId, UserId } from '../protocol/ids.ts';
import type { Passage } from '../redis/throttle.ts';
import { type SendMessageDeps, sendMessage } from './send-message.ts';

const now = Date.parse('2026-01-01T12:00:00Z');
const command = {
  sender: { id: 'ann' as UserId, username: 'ann' },
  connection: 'c=',
  session: 's' as SessionId,
  room: 'r' as RoomId,
  id: 'm' as MessageId,
  body: 'hello',
};
const accepted: Acceptance = { kind: 'accepted', seq: 7, at: new Date(now), epoch: 'e' };
const repeated = (secondsAgo: number): Acceptance => ({
  kind: 'repeated',
  seq: 7,
  at: new Date(now - secondsAgo * 1_000),
});

/** Runs the verb with what the throttle and Postgres answer, and tells what was done. */
async function run(passage: Passage, acceptance: Acceptance, earlier?: Acceptance) {
  const done: string[] = [];
  const deps: SendMessageDeps = {
    throttle: async ({ isUnstored }) => {
      if (!isUnstored) return passage;
      done.push('tried as new');
      return { kind: 'taken', place: 2 };
    },
    unthrottle: async () => void done.push('place given back'),
    accept: async () => {
      done.push('accepted');
      return acceptance;
    },
    findAccepted: async () => {
      done.push('looked for');
      return earlier;
    },
    announce: async () => void done.push('announced'),
    now: () => now,
  };
  const answer = await sendMessage(deps, command).catch((error) => error.fields);
  return { answer, done };
}

describe('sending a message', () => {
  it('acks what is committed, and announces it', async () => {
    const { answer, done } = await run({ kind: 'taken', place: 1 }, accepted);

    expect(answer).toMatchObject({ type: 'ack', seq: 7, repeated: false });
    expect(done).toEqual(['accepted', 'announced']);
  });

  it('I8: keeps the place of a message when it is tried again within the window', async () => {
    expect((await run({ kind: 'known', place: 1 }, repeated(3))).done).toEqual(['accepted']);
    expect((await run({ kind: 'taken', place: 1 }, repeated(3))).done).toEqual(['accepted']);
  });

  it('I8: makes the retry of an older message free', async () => {
    const { answer, done } = await run({ kind: 'taken', place: 1 }, repeated(60));

    expect(answer).toMatchObject({ type: 'ack', repeated: true });
    expect(done).toEqual(['accepted', 'place given back']);
  });

  it('I8: takes no place for the retry of what was let through before the window, if it is stored', async () => {
    const { answer, done } = await run({ kind: 'passedBefore' }, accepted, repeated(60));

    expect(answer).toMatchObject({ type: 'ack', repeated: true });
    expect(done).toEqual(['looked for']);
  });

  it('lets through as new what was let through before the window and never stored', async () => {
    const { answer, done } = await run({ kind: 'passedBefore' }, accepted);

    expect(answer).toMatchObject({ type: 'ack', repeated: false });
    expect(done).toEqual(['looked for', 'tried as new', 'accepted', 'announced']);
  });

  it.each([
    ['notMember', 'not_found'],
    ['unauthenticated', 'unauthenticated'],
    ['nothingToAnswer', 'not_found'],
    ['conflicting', 'conflict'],
  ] as const)('I8: gives the place back of a message that is refused as %s', async (kind, code) => {
    const { answer, done } = await run({ kind: 'taken', place: 1 }, { kind });

    expect(answer).toEqual({ code });
    expect(done).toEqual(['accepted', 'place given back']);
    expect((await run({ kind: 'known', place: 1 }, { kind })).done).toEqual(['accepted', 'place given back']);
    expect((await run({ kind: 'taken' }, { kind })).done).toEqual(['accepted']);
  });

  it('acks a retry though the window is full, and tells anything else to wait', async () => {
    const full: Passage = { kind: 'limited', waitMs: 1_234, flooding: false };

    expect((await run(full, accepted, repeated(3))).answer).toMatchObject({ type: 'ack', repeated: true });
    expect(await run(full, accepted)).toEqual({
      answer: { code: 'rate_limited', retryAfterMs: 1_234 },
      done: ['looked for'],
    });
  });

  it('asks Postgres for nothing when the connection sends too many frames', async () => {
    const { answer, done } = await run({ kind: 'limited', waitMs: 600, flooding: true }, accepted);

    expect(answer).toEqual({ code: 'rate_limited', retryAfterMs: 600 });
    expect(done).toEqual([]);
  });
});
