import { describe, expect, it } from 'vitest';
import { gatewayOver } from './post.ts';

type Answer = number | 'silence';

/** A gateway whose answers are given, on a clock that goes on only while it waits. */
function gatewayThatAnswers(...answers: readonly Answer[]) {
  let time = 0;
  const tries: { readonly at: number; readonly timeoutMs: number }[] = [];
  const retries: (number | undefined)[] = [];
  const gateway = gatewayOver({
    send: async ({ timeoutMs }) => {
      const answer = answers[tries.length] ?? answers.at(-1) ?? 200;
      tries.push({ at: time, timeoutMs });
      if (answer !== 'silence') return answer;
      time += timeoutMs;
      throw new Error('no answer in time');
    },
    now: () => time,
    sleep: async (ms) => {
      time += ms;
    },
    random: () => 0.5,
    onRetry: (status) => retries.push(status),
  });
  return { gateway, tries, retries, elapsed: () => time };
}

describe('posting', () => {
  it('tells a post from a connection that is gone, at the first answer', async () => {
    expect(await gatewayThatAnswers(200).gateway.post('c=', '{}')).toBe('posted');
    expect(await gatewayThatAnswers(410).gateway.post('c=', '{}')).toBe('gone');
  });

  it.each([429, 500, 503])('tries again after %i, waiting longer each time', async (status) => {
    const { gateway, tries } = gatewayThatAnswers(status, status, status, 200);

    expect(await gateway.post('c=', '{}')).toBe('posted');

    expect(tries.map(({ at }) => at)).toEqual([0, 25, 75, 175]);
  });

  it('tells of each further try, and why', async () => {
    const { gateway, retries } = gatewayThatAnswers(429, 'silence', 503, 200);

    await gateway.post('c=', '{}', 10_000);

    expect(retries).toEqual([429, undefined, 503]);
  });

  it('tries again when the answer is lost', async () => {
    const { gateway, tries } = gatewayThatAnswers('silence', 200);

    expect(await gateway.post('c=', '{}', 3_000)).toBe('posted');

    expect(tries).toEqual([
      { at: 0, timeoutMs: 2_000 },
      { at: 2_025, timeoutMs: 975 },
    ]);
  });

  it.each([[429], ['silence']] as const)(
    'gives up on %s when its time is over, and not later',
    async (answer) => {
      const { gateway, elapsed, tries } = gatewayThatAnswers(answer);

      await expect(gateway.post('c=', '{}', 300)).rejects.toThrow('cannot reach a connection');

      expect(elapsed()).toBeLessThanOrEqual(300);
      expect(tries.length).toBeGreaterThan(0);
    },
  );

  it.each([400, 403, 413])('does not try what is refused for good: %i', async (status) => {
    const { gateway, tries } = gatewayThatAnswers(status);

    await expect(gateway.post('c=', '{}')).rejects.toThrow(`the gateway answered ${status}`);

    expect(tries).toHaveLength(1);
  });
});
