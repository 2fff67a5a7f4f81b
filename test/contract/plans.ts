import fc from 'fast-check';
import { type Fault, faultKinds, type Op, type OpOf, type Plan, type Size } from './plan.ts';

const any = fc.nat({ max: 10_000 });

/** What a plan says of each kind of op besides when, and how often it comes beside the others. */
const opFields: { readonly [Kind in Op['kind']]: readonly [weight: number, fields: Fields<Kind>] } = {
  write: [8, { client: any, room: any, count: fc.integer({ min: 1, max: 2 }) }],
  edit: [1, { client: any, room: any, message: any }],
  delete: [1, { client: any, room: any, message: any }],
  react: [2, { client: any, room: any, message: any }],
  add: [1, { room: any, user: any }],
  remove: [1, { room: any, user: any }],
  leave: [1, { room: any, user: any }],
  rename: [1, { room: any, user: any }],
  reconnect: [2, { client: any, awayMs: fc.nat({ max: 1_500 }) }],
  reload: [1, { client: any }],
};

type Fields<Kind extends Op['kind']> = {
  readonly [Field in keyof Omit<OpOf<Kind>, 'kind' | 'at'>]: fc.Arbitrary<number>;
};

/** Plans of a size. They shrink to fewer ops and faults, and to earlier and shorter ones. */
export function plansOf({ lastsMs, ops, faults, ...only }: Size): fc.Arbitrary<Plan> {
  const at = fc.nat({ max: lastsMs });
  const choices = Object.entries(opFields)
    .filter(([kind]) => only.opKinds?.some((one) => one === kind) ?? true)
    .map(([kind, [weight, fields]]) => {
      const named: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
        kind: fc.constant(kind),
        at,
        ...fields,
      };
      return { weight, arbitrary: fc.record(named) as fc.Arbitrary<unknown> };
    });
  // The fields are those of their kinds, which a record made from a table can't know.
  const op = fc.oneof(...choices) as fc.Arbitrary<Op>;
  const plan = fc.record({
    seed: fc.nat(),
    ops: fc.array(op, { maxLength: ops, size: 'max' }),
    faults: fc.array(faultOf(at, { lastsMs, kinds: only.faultKinds ?? faultKinds }), {
      maxLength: faults,
      size: 'max',
    }),
  });
  return fc.noBias(plan);
}

function faultOf(
  at: fc.Arbitrary<number>,
  { lastsMs, kinds }: { readonly lastsMs: number; readonly kinds: readonly Fault['kind'][] },
): fc.Arbitrary<Fault> {
  return fc.record({
    kind: fc.constantFrom(...kinds),
    at,
    lastsMs: fc.integer({ min: 50, max: Math.min(3_000, lastsMs) }),
    chance: fc.constantFrom(0.02, 0.1, 0.3, 1),
  });
}
