import { describe, expect, it } from 'vitest';
import { stages, stagesToSynthesize } from './stages.ts';

const names = (chosen: typeof stages) => chosen.map((stage) => stage.name);

describe('stages', () => {
  it('are local, emulator, dev and prod', () => {
    expect(names(stages)).toEqual(['local', 'emulator', 'dev', 'prod']);
  });

  it('are all synthesized when none is named', () => {
    expect(stagesToSynthesize(undefined)).toBe(stages);
  });

  it('are synthesized one by one when named', () => {
    expect(names(stagesToSynthesize('dev'))).toEqual(['dev']);
  });

  it('are listed when a name is wrong', () => {
    expect(() => stagesToSynthesize('production')).toThrow(
      'cannot synthesize stage "production": the stages are local, emulator, dev, prod',
    );
  });

  it('have names that the gateway takes as stage names and ElastiCache as part of a user id', () => {
    for (const name of names(stages)) expect(name).toMatch(/^[a-z][a-z0-9]*$/);
  });

  it('leave posts to connections at least half of the account’s requests', () => {
    for (const { throttle, backing } of stages) {
      if (backing === 'created') expect(throttle.websocket.rateLimit).toBeLessThanOrEqual(5_000);
    }
  });
});
