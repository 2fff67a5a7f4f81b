import type { AuthorizerContext } from '../authorizer/authorizer-context.ts';
import type { GatewaySocket } from './gateway-socket.ts';

/** Who is at the other end; with an IAM route, who signed. */
export type Identity = {
  readonly sourceIp: string;
  readonly userAgent?: string;
  readonly accessKey?: string;
  readonly accountId?: string;
  readonly caller?: string;
  readonly userArn?: string;
  readonly user?: string;
};

/** A connection before it is open: what the authorizer and `$connect` are told of it. */
export type ConnectionDraft = {
  readonly id: string;
  readonly connectedAt: number;
  readonly identity: Identity;
  readonly authorizer?: AuthorizerContext;
};

/** Why and how a connection ends. */
export type Ending = { readonly code: number; readonly reason: string };

/** An open connection. Five thousand of them are kept at once: a field here is paid five thousand times. */
export type Connection = ConnectionDraft & {
  readonly socket: GatewaySocket;
  /** The last message in either direction. */
  lastActiveAt: number;
  /** Set as soon as the gateway ends it: from then on it is gone. */
  ending: Ending | undefined;
  /** The message that the next one waits for, in serial order. */
  tail: Promise<void> | undefined;
};
