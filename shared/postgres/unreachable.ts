const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

/**
 * SQLSTATE classes that say "not now": connection (08), resources (53), operator intervention (57), and transactions that
 * Postgres rolled back for others' sake (40).
 */
const passing = /^(08|53|57|40)...$/;

const network = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** pg tells its own time-outs and breaks by message only. */
const brokenOff = /timeout|terminated|not queryable|ended/i;

/** True for an error that is Postgres's state or the network's, and not the statement's. */
export function isUnreachable(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isUnreachable);
  const code = codeOf(error);
  if (code !== '') return network.has(code) || passing.test(code);
  return error instanceof Error && brokenOff.test(error.message);
}

/** True when a unique index refused the row. */
export function isDuplicate(error: unknown): boolean {
  return codeOf(error) === '23505';
}

/** True when Postgres did not let somebody in: who they are is known, and what they showed does not prove it. */
export function isRefused(error: unknown): boolean {
  return codeOf(error).startsWith('28');
}
