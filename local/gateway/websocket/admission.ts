import type { AuthorizerContext } from '../authorizer/authorizer-context.ts';
import type { Identity } from './connection.ts';

/** A handshake that isn't to be: the status that the client gets, and why, for the log. */
export type Refusal = { readonly kind: 'refused'; readonly status: number; readonly reason: string };

/** Whether a connection may open. */
export type Admission =
  | {
      readonly kind: 'admitted';
      readonly identity: Identity;
      readonly authorizer?: AuthorizerContext;
      /** What `$connect` chose. */
      readonly subprotocol?: string;
    }
  | Refusal;

export function refused(status: number, reason: string): Refusal {
  return { kind: 'refused', status, reason };
}
