import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { messagesIn } from '../setup/chat/api.ts';
import { inDatabase } from '../setup/chat/stored.ts';
import { until } from '../setup/until.ts';
import { beat, reaches, type Scene, scene, seqsOf, upTo } from './scene.ts';
import { useFaultyStack } from './use-faulty-stack.ts';

const stack = useFaultyStack();

const bodiesOf = ({ client, room }: Scene) =>
  client.log(room)?.events.flatMap((event) => (event.kind === 'message' ? [event.body] : [])) ?? [];

/** What a restore of an older backup leaves of a room. */
async function restore({ room }: Scene, head: number): Promise<void> {
  await inDatabase('delete from events where room_id = $1 and seq > $2', [room, head]);
  await inDatabase('update rooms set head = $2 where id = $1', [room, head]);
}

const renewEpochs = () =>
  promisify(execFile)(process.execPath, ['scripts/renew-epochs.ts'], {
    env: { ...process.env, DATABASE_URL: stack().databaseUrl },
  });

describe('a restore from a backup', () => {
  it('F21: of a room that stays quiet is known at the next pong, and clients load it anew', async () => {
    const ben = await scene();
    await ben.say('kept', 'lost');
    await reaches(ben, 4);
    const before = ben.client.log(ben.room)?.epoch;

    await restore(ben, 3);
    await renewEpochs();
    await beat(ben, 30_000);
    await until(async () => {
      await ben.clock.pass(0);
      return seqsOf(ben).length === 3 ? true : undefined;
    });

    expect(ben.client.log(ben.room)?.epoch).not.toBe(before);
    expect(seqsOf(ben)).toEqual(upTo(3));
    expect(bodiesOf(ben)).toEqual(['kept']);
    ben.a.raw.terminate();
  });

  it('F21: changes the epochs by `npm run renew-epochs`, and clients load their rooms anew', async () => {
    const ben = await scene();
    await ben.say('kept', 'lost one', 'lost two');
    await reaches(ben, 5);
    const before = ben.client.log(ben.room)?.epoch;

    await restore(ben, 3);
    const { stdout } = await renewEpochs();
    await ben.say('written since');
    await until(async () => {
      await ben.clock.pass(300);
      return bodiesOf(ben).includes('written since') ? true : undefined;
    });

    expect(stdout).toMatch(/^Renewed the epoch of [1-9]\d* room\(s\)\n$/);
    expect(ben.client.log(ben.room)?.epoch).not.toBe(before);
    expect(seqsOf(ben)).toEqual(upTo(4));
    expect(bodiesOf(ben)).toEqual(['kept', 'written since']);
    expect((await messagesIn(ben.room, ben.user)).map(({ body }) => body)).toEqual(bodiesOf(ben));
    ben.a.raw.terminate();
  });

  it('F21: loses no reply to a message that is gone, and lets it reply to nothing', async () => {
    const ben = await scene();
    await ben.say('kept', 'a question');
    await reaches(ben, 4);

    await restore(ben, 3);
    await renewEpochs();
    // Before the client has heard of the new epoch. The seq that it names becomes its own.
    ben.client.send({ room: ben.room, body: 'an answer', replyTo: 4 });
    await until(async () => {
      await ben.clock.pass(300);
      return bodiesOf(ben).includes('an answer') ? true : undefined;
    });

    expect(ben.client.outgoing(ben.room)).toEqual([]);
    expect(bodiesOf(ben)).toEqual(['kept', 'an answer']);
    const stored = await messagesIn(ben.room, ben.user);
    expect(stored).toMatchObject([{ body: 'kept' }, { seq: 4, body: 'an answer' }]);
    expect(stored[1]).not.toHaveProperty('replyTo');
    ben.a.raw.terminate();
  });
});

describe('a thousand clients that reconnect', () => {
  it('F19: cost Postgres six queries each: ticket, authorizer, connect, ping, sync, and the end of the old one', async () => {
    const ben = await scene();
    const reconnect = async () => {
      const { opened } = ben.wire.count();
      const before = stack().postgres.turns();
      const { length } = ben.wire.received;
      ben.wire.cut();
      await until(() => (ben.client.state.kind === 'waiting' ? true : undefined));
      await ben.clock.pass(1_000);
      await until(() => {
        const arrived = ben.wire.received.slice(length).map(({ type }) => type);
        const isSettled = arrived.includes('pong') && arrived.includes('synced');
        return isSettled && ben.wire.count().opened > opened ? true : undefined;
      });
      return stack().postgres.turns() - before;
    };

    // What else may be counted comes and goes: a function that starts, the sweeper once a minute. A seventh query would stay.
    const turns: number[] = [];
    while (turns.length < 8 && !turns.some((count) => count <= 6)) turns.push(await reconnect());

    expect(Math.min(...turns)).toBeLessThanOrEqual(6);
    ben.a.raw.terminate();
  });
});
