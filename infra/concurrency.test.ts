import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concurrencyCaps, connectionLimit } from './concurrency.ts';
import { functionCatalog } from './function-catalog.ts';
import type { Need } from './function-needs.ts';
import { stages } from './stages.ts';
import { synthesize } from './synthesized.ts';

// Before the tests, whose time is short on a busy machine.
const synthesized = new Map(stages.map((stage) => [stage, synthesize(stage)]));

const sum = (caps: Readonly<Record<string, number>>) =>
  Object.values(caps).reduce((total, cap) => total + cap, 0);
const uses = (name: string, ...needs: Need[]) => ({ name, needs });

describe('the connections that a database takes', () => {
  it.each([
    ['t4g.micro', 90],
    ['t4g.medium', 360],
    ['m7g.large', 720],
    ['r8g.large', 1_441],
    ['r8g.8xlarge', 5_000],
  ])('of type %s are %i', (type, connections) => {
    expect(connectionLimit(type)).toBe(connections);
  });

  it.each(['x2g.large', 't4g.huge', ''])('of type %s are not guessed', (type) => {
    expect(() => connectionLimit(type)).toThrow('its memory is not known here');
  });

  it('are what the database of each stage is told', () => {
    for (const [stage, { template }] of synthesized) {
      if (stage.backing !== 'created') continue;
      template.hasResourceProperties('AWS::RDS::DBParameterGroup', {
        Parameters: { max_connections: String(connectionLimit(stage.database.instanceType)) },
      });
    }
  });
});

describe('the caps of functions', () => {
  it('are given to those alone that use the database', () => {
    const caps = concurrencyCaps(
      [uses('a', 'database'), uses('b', 'cache'), uses('c', 'database', 'cache')],
      { connections: 100, account: 1_000 },
    );

    expect(Object.keys(caps)).toEqual(['a', 'c']);
  });

  it('are larger for functions that everybody waits for', () => {
    const caps = concurrencyCaps(functionCatalog, { connections: 360, account: 1_000 });

    expect(caps['send-message']).toBeGreaterThan(caps['disconnect'] ?? 0);
  });

  it('never want more connections than there are, in two generations, nor more executions than the account spares', () => {
    void fc.assert(
      fc.property(fc.nat(6_000), fc.nat(3_000), (connections, account) => {
        const caps = concurrencyCaps(functionCatalog, { connections, account });

        expect(2 * sum(caps)).toBeLessThanOrEqual(Math.max(0, connections - 15));
        expect(sum(caps)).toBeLessThanOrEqual(Math.max(0, account - 100));
        for (const cap of Object.values(caps)) expect(cap).toBeGreaterThanOrEqual(1);
      }),
    );
  });

  it('are none where a new account has ten executions and can spare none', () => {
    expect(concurrencyCaps(functionCatalog, { connections: 360, account: 10 })).toEqual({});
  });

  it.each(stages)('are in the template of $name as its data say', (stage) => {
    const { functions } = synthesize(stage);
    const reserved = Object.entries(functions).flatMap(([name, { Properties }]) => {
      const cap = Properties['ReservedConcurrentExecutions'];
      return cap === undefined ? [] : [[name, cap]];
    });

    const { accountConcurrency: account } = stage;
    const capped = stage.backing === 'created' && account !== undefined;
    const caps = capped
      ? concurrencyCaps(functionCatalog, {
          connections: connectionLimit(stage.database.instanceType),
          account,
        })
      : {};
    expect(Object.fromEntries(reserved)).toEqual(caps);
  });
});
