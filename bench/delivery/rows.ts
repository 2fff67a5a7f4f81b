import type { Row } from '../harness/row.ts';
import type { Run } from './sides.ts';

/** The runs of both deliveries in a room. */
export type Pair = { readonly group: readonly Run[]; readonly plain: readonly Run[] };

type Measure = { readonly name: string; readonly unit: string; readonly read: (run: Run) => number };

export const postsPerDelivered: Measure = {
  name: 'posts per delivered message',
  unit: 'posts',
  read: ({ posts, delivered }) => posts / delivered,
};

const measures: readonly Measure[] = [
  postsPerDelivered,
  { name: 'send to receipt, p50', unit: 'ms', read: ({ p50 }) => p50 },
  { name: 'send to receipt, p99', unit: 'ms', read: ({ p99 }) => p99 },
  { name: 'send to receipt, longest', unit: 'ms', read: ({ max }) => max },
  { name: 'send to ack, p50', unit: 'ms', read: ({ ackP50 }) => ackP50 },
  {
    name: 'Lambda, billed for 1,000 delivered',
    unit: 'GB s',
    read: ({ gbSeconds, delivered }) => (1000 * gbSeconds) / delivered,
  },
  { name: 'delivered in a run', unit: 'messages', read: ({ delivered }) => delivered },
  { name: 'delivered twice', unit: 'messages', read: ({ repeats }) => repeats },
];

/** What was measured in a room, beside plain fan-out. */
export const rowsOf = (room: string, { group, plain }: Pair): Row[] =>
  measures.map(({ name, unit, read }) => ({
    ...{ name: `${room}: ${name}`, unit },
    ours: group.map(read),
    peer: plain.map(read),
  }));
