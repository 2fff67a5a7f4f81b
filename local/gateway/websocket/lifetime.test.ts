import { PostToConnectionCommand } from '@aws-sdk/client-apigatewaymanagementapi';
import { describe, expect, it } from 'vitest';
import { createFastClock } from '../clock/fast-clock.ts';
import { ManualClock } from '../clock/manual-clock.ts';
import { runApi } from '../testing/running-api.ts';
import { until } from '../testing/until.ts';
import { route, websocketConfig } from '../testing/websocket-config.ts';

const minute = 60_000;
const config = websocketConfig([route('$connect'), route('$default'), route('$disconnect')]);
const start = Date.UTC(2026, 0, 1);

async function openAt(clock: ManualClock) {
  const running = await runApi(config, { clock });
  return { running, client: await running.open() };
}

describe('how long a connection lasts', () => {
  it('B4: closes with 1001 after ten idle minutes, and says so at $disconnect', async () => {
    const clock = new ManualClock(start);
    const { running, client } = await openAt(clock);
    await using _end = running;

    clock.advance(10 * minute - 1);
    expect(running.api.connections()).toHaveLength(1);
    clock.advance(1);

    expect(await client.closing()).toEqual({ code: 1001, reason: 'Going away' });
    const { requestContext } = await running.lambda.event('$disconnect');
    expect(requestContext).toMatchObject({
      disconnectStatusCode: 1001,
      disconnectReason: 'Going away',
      connectedAt: start,
      requestTimeEpoch: start + 10 * minute,
    });
  });

  it('B5: counts a message of the client as activity', async () => {
    const clock = new ManualClock(start);
    const { running, client } = await openAt(clock);
    await using _end = running;
    clock.advance(9 * minute);

    client.send('still here');
    await running.lambda.event('$default');
    clock.advance(9 * minute);
    expect(running.api.connections()).toHaveLength(1);
    clock.advance(minute);

    expect((await client.closing()).code).toBe(1001);
  });

  it('B5: counts a post to the client as activity, and keeps it up for two hours', async () => {
    const clock = new ManualClock(start);
    const { running, client } = await openAt(clock);
    await using _end = running;
    const post = new PostToConnectionCommand({ ConnectionId: client.id, Data: 'hello' });

    for (let passed = 0; passed < 114; passed += 9.5) {
      await running.management.send(post);
      clock.advance(9.5 * minute);
    }

    expect(running.api.connections()[0]).toMatchObject({ lastActiveAt: start + 104.5 * minute });
  });

  it('B6: answers a ping, and does not count it as activity (our choice)', async () => {
    const clock = new ManualClock(start);
    const { running, client } = await openAt(clock);
    await using _end = running;
    let pongs = 0;
    client.socket.on('pong', () => {
      pongs += 1;
    });
    clock.advance(9 * minute);

    client.socket.ping('hello');
    client.socket.pong();
    await until('the pong', () => pongs === 1);
    expect(running.api.connections()[0]).toMatchObject({ lastActiveAt: start });
    clock.advance(minute);

    expect((await client.closing()).code).toBe(1001);
  });

  it('B7: closes with 1001 after two hours, however busy the connection is (our choice)', async () => {
    const clock = new ManualClock(start);
    const { running, client } = await openAt(clock);
    await using _end = running;

    for (let count = 1; count <= 24; count += 1) {
      client.send('busy');
      await running.lambda.event('$default', count);
      clock.advance(5 * minute);
    }

    expect(await client.closing()).toEqual({ code: 1001, reason: 'Going away' });
    const { requestContext } = await running.lambda.event('$disconnect');
    expect(requestContext.requestTimeEpoch).toBe(start + 120 * minute);
  });

  it('watches connections that open after all others have gone', async () => {
    const clock = new ManualClock(start);
    const { running, client } = await openAt(clock);
    await using _end = running;
    clock.advance(10 * minute);
    await client.closing();
    clock.advance(minute);

    const later = await running.open();
    clock.advance(10 * minute);

    expect((await later.closing()).code).toBe(1001);
    expect(clock.waiting).toBe(0);
  });

  it('watches a thousand connections with one timer', async () => {
    const clock = new ManualClock(start);
    await using running = await runApi(websocketConfig([]), { clock });
    await Promise.all(Array.from({ length: 100 }, () => running.open()));

    expect(clock.waiting).toBe(1);
  });

  it('lets ten minutes pass in a fraction of a second with a fast clock', async () => {
    await using running = await runApi(config, { clock: createFastClock(6_000) });
    const client = await running.open();

    expect((await client.closing()).code).toBe(1001);
  });
});
