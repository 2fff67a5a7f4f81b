import middy from '@middy/core';
import * as v from 'valibot';
import { type Admission, type AdmitDeps, admit } from '../../shared/chat/admit.ts';
import { isAllowedOrigin } from '../../shared/chat/origins.ts';
import { database } from '../../shared/lambda/database.ts';
import { required } from '../../shared/lambda/environment.ts';
import { toChatError } from '../../shared/lambda/error-frame.ts';
import { beginLog, log } from '../../shared/lambda/logger.ts';
import { hashToken } from '../../shared/lambda/secrets.ts';
import { toError } from '../../shared/lambda/to-error.ts';
import type { AuthorizerContext } from '../../shared/lambda/websocket-event.ts';
import { findRole } from '../../shared/postgres/members.ts';
import { findRoomsByName } from '../../shared/postgres/rooms.ts';
import { findSession, redeemTicket } from '../../shared/postgres/sessions.ts';

const AuthorizeEvent = v.object({
  methodArn: v.string(),
  headers: v.optional(v.record(v.string(), v.string()), {}),
  queryStringParameters: v.nullish(v.record(v.string(), v.string())),
  requestContext: v.object({ requestId: v.string(), connectionId: v.string() }),
});
type AuthorizeEvent = v.InferOutput<typeof AuthorizeEvent>;

type Policy = {
  readonly principalId: string;
  readonly policyDocument: {
    readonly Version: '2012-10-17';
    readonly Statement: readonly {
      readonly Action: 'execute-api:Invoke';
      readonly Effect: 'Allow' | 'Deny';
      readonly Resource: string;
    }[];
  };
  readonly context?: AuthorizerContext;
};

const deps: AdmitDeps = {
  hashToken,
  findSession: (session) => findSession(database, session),
  redeemTicket: (hash) => redeemTicket(database, hash),
  findRoomsByName: (named) => findRoomsByName(database, named),
  isMember: async (of) => (await findRole(database, of)) !== undefined,
};

const allowedOrigins = required('ALLOWED_ORIGINS').split(',');

/** A header whatever its case: the gateway hands them on as the client wrote them. */
function headerOf({ headers }: AuthorizeEvent, wanted: string): string | undefined {
  return Object.entries(headers).find(([name]) => name.toLowerCase() === wanted)?.[1];
}

function policy(principalId: string, Effect: 'Allow' | 'Deny', Resource: string): Policy {
  const Statement = [{ Action: 'execute-api:Invoke', Effect, Resource }] as const;
  return { principalId, policyDocument: { Version: '2012-10-17', Statement } };
}

function contextOf({ user, session, only, refusal }: Admission): AuthorizerContext {
  const code = refusal?.fields.code;
  return {
    userId: user.id,
    username: user.username,
    sessionId: session,
    ...(only === undefined ? {} : { room: only }),
    ...(code === 'not_found' || code === 'conflict' ? { refusal: code } : {}),
  };
}

/**
 * What to throw for an error. All that this function throws counts in its `Errors`, wrong tickets included, so that metric says
 * nothing: what is ours is told by the level of its line.
 */
function refuse(error: unknown): unknown {
  const { code } = toChatError(error).fields;
  if (code === 'unauthenticated') {
    log.info('connection.denied', { code });
    // What the gateway takes as 401; any other error is a 500 to the client.
    return new Error('Unauthorized', { cause: error });
  }
  if (code === 'unavailable') log.warn('connection.failed', { code, error: toError(error) });
  else log.error('connection.failed', { code, error: toError(error) });
  return error;
}

async function authorize(event: AuthorizeEvent): Promise<Policy> {
  const { requestId, connectionId } = event.requestContext;
  beginLog({ requestId, connectionId });
  if (!isAllowedOrigin(headerOf(event, 'origin'), allowedOrigins)) {
    log.info('connection.denied', { code: 'forbidden', reason: 'origin' });
    return policy('nobody', 'Deny', event.methodArn);
  }
  const { ticket, room } = event.queryStringParameters ?? {};
  try {
    const admission = await admit(deps, { ticket, room, authorization: headerOf(event, 'authorization') });
    return { ...policy(admission.user.id, 'Allow', event.methodArn), context: contextOf(admission) };
  } catch (error) {
    throw refuse(error);
  }
}

/** The authorizer of `$connect`: 401 without a valid ticket or token, 403 from a foreign origin. */
export const handler = middy<unknown, Policy>().handler((event) => authorize(v.parse(AuthorizeEvent, event)));
