import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import { limits } from '../protocol/limits.ts';

/** Posting to connections: the gateway has no broadcast, one post reaches one connection. */
export type Gateway = {
  /**
   * Posts a text frame. 429 and 5xx are tried again twice, with jitter.
   *
   * @returns `gone` when the gateway knows of no such connection (any more).
   * @throws Error when the gateway did not take it, or not within three seconds a try.
   */
  post(connection: string, frame: string): Promise<'posted' | 'gone'>;
  /** Closes a connection; one that is gone is nothing. */
  close(connection: string): Promise<void>;
};

const isGone = (error: unknown) => error instanceof Error && error.name === 'GoneException';

/** @param callbackUrl the stage's URL for callbacks, from configuration, not from the first event. */
export function openGateway(callbackUrl: string): Gateway {
  const client = new ApiGatewayManagementApiClient({
    endpoint: callbackUrl,
    maxAttempts: 3,
    // Without these a function that has no way out to the gateway hangs until its time is over.
    requestHandler: {
      connectionTimeout: 1_000,
      requestTimeout: 3_000,
      httpsAgent: { maxSockets: limits.parallelPosts },
      httpAgent: { maxSockets: limits.parallelPosts },
    },
  });
  return {
    post: async (connection, frame) => {
      try {
        await client.send(new PostToConnectionCommand({ ConnectionId: connection, Data: frame }));
        return 'posted';
      } catch (error) {
        if (isGone(error)) return 'gone';
        throw error;
      }
    },
    close: async (connection) => {
      try {
        await client.send(new DeleteConnectionCommand({ ConnectionId: connection }));
      } catch (error) {
        if (!isGone(error)) throw error;
      }
    },
  };
}
