import { expect, it } from 'vitest';
import { aClient } from '../client/a-client.ts';

/** Evenly spread, and the same every time. */
const spread = (n: number) => () => (n * 0.618_033_988_75) % 1;

it('F19: a thousand clients that are cut at once come back over more than ten seconds, at most 110 in one', async () => {
  const delays: number[] = [];
  for (let n = 0; n < 1_000; n += 1) {
    const { client, clock, sockets, live } = aClient({ random: spread(n) });
    await live();
    sockets.last.close();
    if (client.state.kind === 'waiting') delays.push(client.state.until - clock.now());
    client.stop();
  }

  const perSecond = Map.groupBy(delays, (delay) => Math.floor(delay / 1_000));
  expect(delays).toHaveLength(1_000);
  expect(Math.max(...delays) - Math.min(...delays)).toBeGreaterThan(10_000);
  expect(Math.max(...[...perSecond.values()].map(({ length }) => length))).toBeLessThanOrEqual(110);
});
