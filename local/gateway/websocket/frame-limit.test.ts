import { describe, expect, it } from 'vitest';
import { closeFrame, frame, readFrames } from '../testing/frame.ts';
import { openRaw } from '../testing/raw-client.ts';
import { runApi } from '../testing/running-api.ts';
import { until } from '../testing/until.ts';
import { route, websocketConfig } from '../testing/websocket-config.ts';

const config = websocketConfig([route('$default'), route('$disconnect')]);
const KB = 1024;
const text = 1;
const binary = 2;
const continuation = 0;
const ping = 9;

/** A message in fragments of given lengths. */
function fragments(lengths: readonly number[], opcode = text): Buffer {
  const frames = lengths.map((length, index) => {
    const fin = index === lengths.length - 1;
    return frame(index === 0 ? opcode : continuation, 'x'.repeat(length), { fin });
  });
  return Buffer.concat(frames);
}

async function closedBy(...bytes: readonly Buffer[]) {
  await using running = await runApi(config);
  const client = await openRaw(running.api.port);
  client.write(...bytes);
  const close = await client.closing();
  const { requestContext } = await running.lambda.event('$disconnect');
  client.socket.destroy();
  return {
    close,
    requestContext,
    messages: running.lambda.events('$default').map(({ body }) => body?.length),
  };
}

async function takes(...bytes: readonly Buffer[]) {
  await using running = await runApi(config);
  const client = await openRaw(running.api.port);
  client.write(...bytes);
  const { body } = await running.lambda.event('$default');
  client.socket.destroy();
  return body?.length;
}

describe('limits of frames and messages', () => {
  it('B1: takes a frame of 32 KB and closes with 1009 for a longer one', async () => {
    expect(await takes(frame(text, 'x'.repeat(32 * KB)))).toBe(32 * KB);

    const { close, requestContext, messages } = await closedBy(frame(text, 'x'.repeat(32 * KB + 1)));

    expect(close).toEqual({ code: 1009, reason: 'Message too big' });
    expect(requestContext).toMatchObject({ disconnectStatusCode: 1009, disconnectReason: 'Message too big' });
    expect(messages).toEqual([]);
  });

  it('B1: takes a message of 128 KB in frames of 32 KB and closes with 1009 for a longer one', async () => {
    const four = [32 * KB, 32 * KB, 32 * KB, 32 * KB];
    expect(await takes(fragments(four))).toBe(128 * KB);

    expect((await closedBy(fragments([...four, 1]))).close.code).toBe(1009);
  });

  it('B1: closes with 1009 for a later frame that is too long, and before its payload has come', async () => {
    const first = frame(text, 'x', { fin: false });
    const announced = frame(continuation, '', { length: 32 * KB + 1 });

    expect((await closedBy(first, announced)).close.code).toBe(1009);
  });

  it('B1: closes with 1009 for a length that no number can hold', async () => {
    const head = Buffer.from([0x81, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 2, 3, 4]);

    expect((await closedBy(head)).close.code).toBe(1009);
  });

  it('B1: handles what came whole before the frame that is too long', async () => {
    const { messages, close } = await closedBy(
      Buffer.concat([frame(text, 'hello'), frame(text, 'x'.repeat(33 * KB))]),
    );

    expect(close.code).toBe(1009);
    expect(messages).toEqual([5]);
  });

  it('B1a: closes with 1009 for a message over 32 KB that a client sends in one frame, as browsers do', async () => {
    await using running = await runApi(config);
    const client = await running.open();

    client.send('x'.repeat(32 * KB + 1));

    expect(await client.closing()).toEqual({ code: 1009, reason: 'Message too big' });
  });

  it('B1b: takes a KB for 1024 bytes of UTF-8 (our choice)', async () => {
    expect(await takes(frame(text, 'ä'.repeat(16 * KB)))).toBe(16 * KB);

    expect((await closedBy(frame(text, `${'ä'.repeat(16 * KB)}x`))).close.code).toBe(1009);
  });

  it('B2: closes with 1003 for a binary frame, before its payload has come', async () => {
    expect((await closedBy(frame(binary, 'hello'))).close.code).toBe(1003);
    expect((await closedBy(frame(binary, '', { length: 100_000 }))).close.code).toBe(1003);
    expect((await closedBy(fragments([1, 1], binary))).close.code).toBe(1003);

    const { requestContext, messages } = await closedBy(frame(binary, ''));
    expect(requestContext.disconnectStatusCode).toBe(1003);
    expect(messages).toEqual([]);
  });

  it('closes with 1007 for text that is not UTF-8, over fragments too', async () => {
    const bad = Buffer.from([0xc3, 0x28]);
    const half = [
      frame(text, Buffer.from([0xf0, 0x9f]), { fin: false }),
      frame(continuation, Buffer.from([0x28])),
    ];

    expect((await closedBy(frame(text, bad))).close.code).toBe(1007);
    expect((await closedBy(...half)).close.code).toBe(1007);
  });

  it('takes a character that two fragments share', async () => {
    const parrot = Buffer.from('🦜');
    const parts = [
      frame(text, parrot.subarray(0, 2), { fin: false }),
      frame(continuation, parrot.subarray(2)),
    ];

    expect(await takes(...parts)).toBe('🦜'.length);
  });

  it.each([
    ['a frame without a mask', Buffer.from([0x81, 1, 65])],
    ['a continuation of nothing', frame(continuation, 'x')],
    ['a reserved opcode', frame(3, 'x')],
    ['a reserved bit', Buffer.from([0xc1, 0x81, 0, 0, 0, 0, 65])],
    ['a ping in fragments', frame(ping, 'x', { fin: false })],
    ['a long ping', frame(ping, 'x'.repeat(126))],
    ['a close with a reserved code', frame(8, Buffer.from([0x03, 0xed]))],
    ['a text within a message', Buffer.concat([frame(text, 'x', { fin: false }), frame(text, 'y')])],
  ])('closes with 1002 for %s', async (_what, bytes) => {
    const { close, requestContext } = await closedBy(bytes);

    expect(close.code).toBe(1002);
    expect(requestContext.disconnectStatusCode).toBe(1002);
  });

  it('answers pings between the fragments of a message', async () => {
    await using running = await runApi(config);
    const client = await openRaw(running.api.port);

    client.write(frame(text, 'a', { fin: false }), frame(ping, 'p'), frame(continuation, 'b'));

    expect((await running.lambda.event('$default')).body).toBe('ab');
    await until('the pong', () => readFrames(client.body).length > 0);
    expect(readFrames(client.body)[0]).toMatchObject({ opcode: 10, payload: Buffer.from('p') });
    expect(closeFrame(client.body)).toBeUndefined();
    client.socket.destroy();
  });

  it('reads frames that come byte by byte', async () => {
    const bytes = [...frame(text, 'slowly')].map((byte) => Buffer.from([byte]));

    expect(await takes(...bytes)).toBe('slowly'.length);
  });
});
