import { randomBytes } from 'node:crypto';

/** A new value of the `X-Amzn-Trace-Id` header. */
export function newTraceId(now: number): string {
  const seconds = Math.floor(now / 1000).toString(16);
  return `Root=1-${seconds.padStart(8, '0')}-${randomBytes(12).toString('hex')}`;
}
