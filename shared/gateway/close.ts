import type { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi';

/** Closes a connection, unless the gateway knows none. @throws Error when the gateway did not take it in time. */
export type CloseConnection = (connection: string) => Promise<'closed' | 'gone'>;

const isGone = (error: unknown) => error instanceof Error && error.name === 'GoneException';

/**
 * Closing by the AWS SDK, which retries by itself; rare, so what a call costs doesn't count.
 *
 * @NOTE Loaded at the first call: the SDK is 30 ms of a cold start.
 *
 * @param callbackUrl the stage's URL for callbacks.
 */
export function openClosing(callbackUrl: string): CloseConnection {
  let client: ApiGatewayManagementApiClient | undefined;
  return async (connection) => {
    const sdk = await import('@aws-sdk/client-apigatewaymanagementapi');
    client ??= new sdk.ApiGatewayManagementApiClient({
      endpoint: callbackUrl,
      // The name is given, and has the addresses that it has: the client refuses to be told both.
      useDualstackEndpoint: false,
      maxAttempts: 3,
      // Without these a function that has no way out to the gateway hangs until its time is over.
      requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000 },
    });
    try {
      await client.send(new sdk.DeleteConnectionCommand({ ConnectionId: connection }));
      return 'closed';
    } catch (error) {
      if (!isGone(error)) throw error;
      return 'gone';
    }
  };
}
