import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Invoke } from '../lambda/invoke.ts';
import type { Clock } from './clock/clock.ts';
import type { OnEvent } from './events/gateway-event.ts';
import type { AccountThrottle } from './throttle/account-throttle.ts';

/** What both kinds of API are started with. */
export type GatewayOptions = {
  /** 0 takes a free one. */
  readonly port: number;
  /** Default `127.0.0.1`. */
  readonly host?: string;
  readonly invoke: Invoke;
  /** Default: the machine's. */
  readonly clock?: Clock;
  /** Makes connection, message and request ids; default random ones of the cloud's form. */
  readonly newId?: () => string;
  /** The account's limits; hand the same one to every API. Default: one of its own with the cloud's default quotas. */
  readonly account?: AccountThrottle;
  readonly onEvent?: OnEvent;
  /** Sees every plain HTTP request first; `true` means it has taken it. For a page of the caller's on the same port. */
  readonly intercept?: (request: IncomingMessage, response: ServerResponse) => boolean;
};
