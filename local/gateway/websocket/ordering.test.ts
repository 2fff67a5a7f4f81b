import { PostToConnectionCommand } from '@aws-sdk/client-apigatewaymanagementapi';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../clock/manual-clock.ts';
import type { SeenEvent } from '../testing/fake-lambda.ts';
import { runApi } from '../testing/running-api.ts';
import { until } from '../testing/until.ts';
import { route, websocketConfig } from '../testing/websocket-config.ts';
import type { MessageOrder } from './message-order.ts';

const config = websocketConfig([route('$default', { returnsResponse: true })]);
const texts = Array.from({ length: 12 }, (_, index) => `m${index}`);

/** Handlers that end when a test says so. */
function heldHandlers() {
  const waiting = new Map<string, () => void>();
  const handler = (event: SeenEvent): Promise<unknown> =>
    new Promise((resolve) => {
      const { body = '' } = event;
      waiting.set(body, () => resolve({ statusCode: 200, body }));
    });
  return { waiting, handler };
}

async function shuffled(seed: number): Promise<readonly (string | undefined)[]> {
  const clock = new ManualClock(Date.now());
  const order: MessageOrder = { mode: 'shuffle', seed, maxDelayMs: 1_000 };
  await using running = await runApi(config, { clock, order });
  const client = await running.open();
  const before = clock.waiting;
  for (const text of texts) client.send(text);
  await until('all messages', () => clock.waiting === before + texts.length);
  clock.advance(1_000);
  return running.lambda.events('$default').map(({ body }) => body);
}

describe('message order', () => {
  it('O1: handles messages of one connection at the same time by default (our choice)', async () => {
    await using running = await runApi(config);
    const { waiting, handler } = heldHandlers();
    running.lambda.on('$default', handler);
    const client = await running.open();

    for (const text of texts) client.send(text);

    await until('all to run at once', () => waiting.size === texts.length);
    for (const text of texts.toReversed()) waiting.get(text)?.();
    expect(await client.next()).toBe('m11');
  });

  it('O2: hands messages to the function in another order than they were sent, where it is told to shuffle', async () => {
    const seen = await shuffled(7);

    expect(seen.toSorted()).toEqual(texts.toSorted());
    expect(seen).not.toEqual(texts);
  });

  it('O2: shuffles in the same way for the same seed', async () => {
    expect(await shuffled(7)).toEqual(await shuffled(7));
    expect(await shuffled(8)).not.toEqual(await shuffled(7));
  });

  it('O3: lets posts overtake each other where it is told to shuffle', async () => {
    const clock = new ManualClock(Date.now());
    await using running = await runApi(config, {
      clock,
      order: { mode: 'shuffle', seed: 3, maxDelayMs: 500 },
    });
    const client = await running.open();

    for (const text of texts)
      await running.management.send(new PostToConnectionCommand({ ConnectionId: client.id, Data: text }));
    expect(client.frames).toEqual([]);
    clock.advance(500);
    await until('all posts', () => client.frames.length === texts.length);

    expect(client.frames.toSorted()).toEqual(texts.toSorted());
    expect(client.frames).not.toEqual(texts);
  });

  it('O3: keeps posts that were made one after another in order by default (our choice)', async () => {
    await using running = await runApi(config);
    const client = await running.open();

    for (const text of texts)
      await running.management.send(new PostToConnectionCommand({ ConnectionId: client.id, Data: text }));
    await until('all posts', () => client.frames.length === texts.length);

    expect(client.frames).toEqual(texts);
  });

  it('O4: handles one message of a connection after another where it is told to be serial, each connection by itself (our choice)', async () => {
    await using running = await runApi(config, { order: { mode: 'serial' } });
    const { waiting, handler } = heldHandlers();
    running.lambda.on('$default', handler);
    const one = await running.open();
    const other = await running.open();

    one.send('one 1');
    one.send('one 2');
    other.send('other 1');
    await until('the first of both', () => waiting.has('one 1') && waiting.has('other 1'));
    expect(waiting.has('one 2')).toBe(false);
    waiting.get('one 1')?.();

    await until('the second', () => waiting.has('one 2'));
    expect(await one.next()).toBe('one 1');
    waiting.get('one 2')?.();
    waiting.get('other 1')?.();
    expect(await one.next()).toBe('one 2');
  });

  it('drops what is still delayed when the API closes', async () => {
    const clock = new ManualClock(Date.now());
    const running = await runApi(config, { clock, order: { mode: 'shuffle', seed: 3, maxDelayMs: 500 } });
    const client = await running.open();
    const before = clock.waiting;
    client.send('never handled');
    await until('the message', () => clock.waiting > before);

    await running[Symbol.asyncDispose]();

    expect(clock.waiting).toBe(0);
  });
});
