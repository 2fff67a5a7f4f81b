/** A machine by the hour. */
export type Machine = {
  readonly usdAnHour: number;
  readonly gib: number;
  readonly cores: number;
  readonly seen: 'copy' | 'memory';
};

const known = (usdAnHour: number, gib: number, cores: number): Machine => ({
  ...{ usdAnHour, gib, cores },
  seen: 'copy',
});
const remembered = (usdAnHour: number, gib: number, cores: number): Machine => ({
  ...{ usdAnHour, gib, cores },
  seen: 'memory',
});

/** Where the machines' prices were read; those from memory are to be checked on AWS's own pages. */
export const machinePages = {
  'RDS for PostgreSQL, one zone; twice that Multi-AZ':
    'https://infratally.com/articles/aws-rds-pricing-explained-2026.html',
  'ElastiCache for Valkey, by the Price List API of 2026-10-02 as a public repository reprints it; to check':
    'https://aws.amazon.com/elasticache/pricing/',
  EC2: 'https://aws.amazon.com/ec2/pricing/on-demand/',
} as const;

/**
 * By class as the template has it. Valkey's are those of AWS's Price List API as a public repository reprints them (read
 * 2026-10-02); of those from memory, memory and cores are AWS's and the price is to be checked.
 */
export const machines: Readonly<Record<string, Machine>> = {
  'db.t4g.micro': known(0.016, 1, 2),
  'db.t4g.small': known(0.032, 2, 2),
  'db.t4g.medium': known(0.065, 4, 2),
  'db.t4g.large': remembered(0.129, 8, 2),
  'db.m7g.large': remembered(0.168, 8, 2),
  'db.m7g.xlarge': remembered(0.337, 16, 4),
  'db.m7g.2xlarge': remembered(0.674, 32, 8),
  'db.r7g.4xlarge': remembered(1.913, 128, 16),
  'cache.t4g.micro': known(0.0128, 0.5, 2),
  'cache.t4g.small': known(0.0256, 1.37, 2),
  'cache.t4g.medium': known(0.052, 3.09, 2),
  'cache.m7g.large': known(0.1264, 6.38, 2),
  'cache.r7g.large': known(0.1752, 13.07, 2),
  'cache.r7g.xlarge': known(0.3496, 26.32, 4),
  't4g.nano': remembered(0.0042, 0.5, 2),
  't4g.micro': known(0.0084, 1, 2),
};

/** @throws when nobody has said what it costs. */
export function machineOf(name: string): Machine {
  const machine = machines[name];
  if (!machine) throw new Error(`cannot price ${name}: scripts/cost/machines.ts has no such machine`);
  return machine;
}
