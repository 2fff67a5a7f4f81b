const hoard = [];

/** One way of going wrong for each name. */
const faults = {
  none: async () => 'fine',
  slow: () => new Promise((resolve) => setTimeout(resolve, 300, 'fine')),
  throw: async () => {
    throw new TypeError('as asked');
  },
  crash: () => setTimeout(() => JSON.parse('{'), 1) && new Promise(() => {}),
  exit: () => process.exit(0),
  'exit with 3': () => process.exit(3),
  hang: () => new Promise(() => {}),
  spin: () => {
    for (;;);
  },
  garbage: async () => {
    process.stdout.write(Buffer.from([0, 255, 254, 10, 27, 91, 50, 74, 10]));
    return 'fine';
  },
  flood: async () => {
    // Sixty times what a pipe holds, and far from the time-out.
    const line = 'x'.repeat(1000);
    for (let count = 0; count < 4_000; count += 1) process.stdout.write(`${line}\n`);
    return 'fine';
  },
  leak: async () => {
    for (;;) {
      hoard.push(Buffer.alloc(5_000_000, 1));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  },
  large: async () => 'x'.repeat(7_000_000),
  unawaited: async () => {
    setTimeout(() => process.stdout.write('late\n'), 100);
    return 'fine';
  },
};

export const handler = async ({ fault }) => faults[fault]();
