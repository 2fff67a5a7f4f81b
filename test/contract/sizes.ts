import type { Size } from './plan.ts';

/** A few seconds, in the tests of every change. */
const short: Size = {
  users: 14,
  twoDevicesEach: 3,
  rooms: [5, 6, 9],
  lastsMs: 1_500,
  writeEveryMs: 0,
  ops: 40,
  faults: 8,
  quietMs: 25_000,
  haste: 8,
};

export const sizes = {
  short,
  /** Few who write much: the throttle holds them. */
  busy: { ...short, users: 4, twoDevicesEach: 2, rooms: [4], ops: 30, lastsMs: 3_000, quietMs: 60_000 },
  /** One round of a long run: rooms small enough to be delivered in their senders' functions, and larger ones. */
  long: {
    users: 80,
    twoDevicesEach: 10,
    rooms: [80, 60, 45],
    lastsMs: 120_000,
    writeEveryMs: 45,
    ops: 250,
    faults: 70,
    quietMs: 90_000,
    haste: 2,
  },
} as const satisfies Readonly<Record<string, Size>>;
