import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frame } from '../testing/frame.ts';
import { handshakeHead, openRaw, RawClient } from '../testing/raw-client.ts';
import { type RunningApi, runApi } from '../testing/running-api.ts';
import { until } from '../testing/until.ts';
import { route, websocketConfig } from '../testing/websocket-config.ts';
import { createAccountThrottle } from '../throttle/account-throttle.ts';

const KB = 1024;
const config = websocketConfig([route('$default', { returnsResponse: true }), route('$disconnect')]);

/** One thing that a client does, and the close code that it brings about, if it brings about one. */
type Step = { readonly what: string; readonly bytes: Buffer; readonly close?: number };

const goodTexts = fc
  .tuple(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.nat({ max: 4 }))
  .map(([text, cuts]): Step => {
    const bytes = Buffer.from(text);
    const size = Math.max(1, Math.ceil(bytes.length / (cuts + 1)));
    const parts = Array.from({ length: Math.max(1, Math.ceil(bytes.length / size)) }, (_, index) =>
      bytes.subarray(index * size, (index + 1) * size),
    );
    const frames = parts.map((part, index) =>
      frame(index === 0 ? 1 : 0, part, { fin: index === parts.length - 1 }),
    );
    return { what: 'text', bytes: Buffer.concat(frames) };
  });

const pings = fc
  .uint8Array({ maxLength: 125 })
  .map((payload): Step => ({ what: 'ping', bytes: frame(9, Buffer.from(payload)) }));

const endings: readonly Step[] = [
  { what: 'a long frame', bytes: frame(1, 'x'.repeat(32 * KB + 1)), close: 1009 },
  {
    what: 'a long message',
    bytes: Buffer.concat([
      frame(1, 'x'.repeat(32 * KB), { fin: false }),
      ...Array.from({ length: 4 }, () => frame(0, 'x'.repeat(32 * KB), { fin: false })),
    ]),
    close: 1009,
  },
  { what: 'binary', bytes: frame(2, 'x'), close: 1003 },
  { what: 'no UTF-8', bytes: frame(1, Buffer.from([0xff])), close: 1007 },
  { what: 'no mask', bytes: Buffer.from([0x81, 0x01, 0x41]), close: 1002 },
  { what: 'a lone continuation', bytes: frame(0, 'x'), close: 1002 },
  { what: 'a reserved opcode', bytes: frame(11, ''), close: 1002 },
  { what: 'a close', bytes: frame(8, Buffer.from([0x0f, 0xa0, 0x62, 0x79, 0x65])), close: 4000 },
  { what: 'an empty close', bytes: frame(8, ''), close: 1005 },
  { what: 'an early end', bytes: Buffer.from([0x81, 0xfe, 0x10]), close: 1006 },
];

/** Cuts bytes at random places, as a network does. */
function cut(bytes: Buffer, places: readonly number[]): readonly Buffer[] {
  const at = [
    0,
    ...places.map((place) => place % (bytes.length + 1)).toSorted((a, b) => a - b),
    bytes.length,
  ];
  return at.slice(1).map((end, index) => bytes.subarray(at[index], end));
}

async function play(
  running: RunningApi,
  steps: readonly Step[],
  ending: Step,
  places: readonly number[],
): Promise<void> {
  const closes = running.lambda.events('$disconnect').length;
  const messages = running.lambda.events('$default').length;
  const client = await openRaw(running.api.port);
  client.write(...cut(Buffer.concat([...steps.map(({ bytes }) => bytes), ending.bytes]), places));
  if (ending.close === 1006) client.socket.end();
  const { requestContext } = await running.lambda.event('$disconnect', closes + 1);
  client.socket.destroy();
  expect(requestContext.disconnectStatusCode).toBe(ending.close);
  expect(running.lambda.events('$default').length - messages).toBe(
    steps.filter(({ what }) => what === 'text').length,
  );
}

describe('whatever clients do', () => {
  it('ends a thousand random sequences of frames with the right code, and loses and leaks nothing', async () => {
    const account = createAccountThrottle(Date.now(), {
      requestsPerSecond: 1e6,
      burst: 1e6,
      connectionsPerSecond: 1e6,
    });
    await using running = await runApi(config, { account });
    const steps = fc.array(fc.oneof(goodTexts, pings), { maxLength: 6 });
    const places = fc.array(fc.nat(), { maxLength: 5 });

    await fc.assert(
      fc.asyncProperty(steps, fc.constantFrom(...endings), places, (some, ending, at) =>
        play(running, some, ending, at),
      ),
      { numRuns: 1_000 },
    );

    await until('no connection', () => running.api.connections().length === 0);
    expect(running.told.filter(({ kind }) => kind === 'note')).toEqual([]);
    expect(running.lambda.events('$disconnect')).toHaveLength(1_000);
  }, 60_000);

  it('survives random bytes in place of a handshake, and after a good one', async () => {
    await using running = await runApi(config);
    const garbage = fc.uint8Array({ minLength: 1, maxLength: 300 }).map((bytes) => Buffer.from(bytes));

    await fc.assert(
      fc.asyncProperty(garbage, fc.boolean(), async (bytes, after) => {
        const client = after ? await openRaw(running.api.port) : new RawClient(running.api.port);
        client.write(bytes);
        client.socket.end();
        await until('the end', () => client.ended);
      }),
      { numRuns: 200 },
    );

    await until('no connection', () => running.api.connections().length === 0);
    const client = await running.open();
    client.send('still served');
    await until('an answer', () =>
      running.lambda.invocations.some(({ event }) => event.body === 'still served'),
    );
  }, 60_000);

  it('survives clients that leave in the middle of a handshake', async () => {
    await using running = await runApi(websocketConfig([route('$connect'), route('$disconnect')]));
    const head = handshakeHead('/prod');

    for (let length = 1; length <= head.length; length += 7) {
      const client = new RawClient(running.api.port);
      client.write(head.slice(0, length));
      client.socket.end();
      await until('the end', () => client.ended);
    }

    await running.open();
    await until('one connection', () => running.api.connections().length === 1);
  });
});
