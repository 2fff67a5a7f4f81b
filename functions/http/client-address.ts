import type { LambdaEvent } from 'hono/aws-lambda';
import { clientAddress, openEdge } from '../../shared/lambda/edge.ts';
import { log } from '../../shared/lambda/logger.ts';
import { networkOf } from '../../shared/lambda/network-of.ts';
import { readSecret } from '../../shared/lambda/read-secret.ts';

const arn = process.env['EDGE_SECRET_ARN'];

const isThroughEdge = openEdge({
  read: arn ? () => readSecret(arn) : undefined,
  now: Date.now,
  onUnknown: (error) =>
    log.warn('edge.unknown', { reason: 'the clients of the page share addresses', error }),
});

/** Whose limits a call counts for. */
export async function addressOf({ headers, requestContext }: LambdaEvent): Promise<string> {
  if (!('http' in requestContext)) return 'unknown';
  const { sourceIp } = requestContext.http;
  // The gateway joins headers that came more than once, so there are no lists.
  const text = (name: string) => headers?.[name]?.toString();
  const throughEdge = await isThroughEdge(text('x-parley-edge'));
  return networkOf(clientAddress({ sourceIp, forwardedFor: text('x-forwarded-for') }, throughEdge));
}
