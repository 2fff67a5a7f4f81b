import { TokenBucket } from './token-bucket.ts';

/** The quotas of an account in one region. */
export type AccountQuotas = {
  readonly requestsPerSecond: number;
  readonly burst: number;
  readonly connectionsPerSecond: number;
};

/** What AWS gives a new account in most regions. */
export const defaultAccountQuotas: AccountQuotas = {
  requestsPerSecond: 10_000,
  burst: 5_000,
  connectionsPerSecond: 500,
};

/** The limits that all APIs of an account share; posts to connections count as requests. */
export type AccountThrottle = {
  readonly requests: TokenBucket;
  readonly connections: TokenBucket;
};

/** The account's buckets, full. Hand the same one to every API of a laptop. */
export function createAccountThrottle(
  now: number,
  quotas: AccountQuotas = defaultAccountQuotas,
): AccountThrottle {
  const { connectionsPerSecond, requestsPerSecond, burst } = quotas;
  return {
    requests: new TokenBucket({ ratePerSecond: requestsPerSecond, burst }, now),
    connections: new TokenBucket({ ratePerSecond: connectionsPerSecond, burst: connectionsPerSecond }, now),
  };
}
