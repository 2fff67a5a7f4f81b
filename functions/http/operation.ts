import type { Context, Hono } from 'hono';
import type { LambdaContext, LambdaEvent } from 'hono/aws-lambda';
import type * as v from 'valibot';
import { authenticate, type Caller } from '../../shared/chat/authenticate.ts';
import { database } from '../../shared/lambda/database.ts';
import { extendLog } from '../../shared/lambda/logger.ts';
import { hashToken } from '../../shared/lambda/secrets.ts';
import { isAdmin } from '../../shared/postgres/admins.ts';
import { findSession } from '../../shared/postgres/sessions.ts';
import { ChatError, type ErrorCode } from '../../shared/protocol/errors.ts';
import { limits } from '../../shared/protocol/limits.ts';
import { parse, parseJson } from '../../shared/protocol/parse.ts';
import { addressOf } from './client-address.ts';
import { nothingHere } from './nothing-here.ts';

export type Env = {
  readonly Bindings: { readonly event: LambdaEvent; readonly lambdaContext: LambdaContext };
};
export type App = Hono<Env>;

/** One call of the HTTP API: what it takes, what it answers. The routes and the API's description are made from it. */
export type Operation<Body extends v.GenericSchema, Query extends v.GenericSchema> = {
  readonly method: 'get' | 'post' | 'patch' | 'delete';
  /** With parameters in braces. */
  readonly path: string;
  readonly summary: string;
  readonly body?: Body;
  readonly query?: Query;
  readonly status: 200 | 201 | 204;
  /** Of the answer's body; none with 204. */
  readonly answer?: v.GenericSchema;
  /** Refusals beside those that every call may answer. */
  readonly errors?: readonly ErrorCode[];
};

/** Everything that was called for, parsed. */
export type Call<Body, Query> = {
  readonly body: Body;
  readonly query: Query;
  readonly params: Readonly<Record<string, string>>;
};

/** A call that anyone may make counts for the address it came from. */
type OpenCall<Body, Query> = Call<Body, Query> & { readonly address: string };

/** Who may make a call. To others, those of admins are not there. */
type Audience = 'anyone' | 'users' | 'admins';

export type AnyOperation = Operation<v.GenericSchema, v.GenericSchema> & { readonly audience: Audience };

/** Every operation that was registered, for the description of the API. */
export const operations: AnyOperation[] = [];

async function readBody(c: Context<Env>, schema: v.GenericSchema | undefined): Promise<unknown> {
  if (!schema) return undefined;
  const text = await c.req.text();
  if (new TextEncoder().encode(text).length > limits.requestBytes) {
    throw new ChatError('cannot read the body: it is too large', { code: 'too_large' });
  }
  return parse(schema, parseJson(text, 'body'), 'body');
}

export function requestIdOf({ event }: Env['Bindings']): string {
  const context = event.requestContext;
  return 'http' in context ? context.requestId : '';
}

type Work<Body, Query> = (call: OpenCall<Body, Query>) => Promise<unknown>;

function register<Body extends v.GenericSchema, Query extends v.GenericSchema>(
  app: App,
  { audience, ...operation }: Operation<Body, Query> & { readonly audience: Audience },
  work: (
    c: Context<Env>,
    read: () => Promise<Call<v.InferOutput<Body>, v.InferOutput<Query>>>,
  ) => Promise<unknown>,
): void {
  operations.push({ ...operation, audience });
  const path = operation.path.replaceAll(/\{(\w+)\}/g, ':$1');
  app.on(operation.method.toUpperCase(), path, async (c) => {
    const answer = await work(c, async () => ({
      body: await readBody(c, operation.body),
      query: operation.query ? parse(operation.query, c.req.query(), 'query') : undefined,
      params: c.req.param() as Record<string, string>,
    }));
    return operation.status === 204 ? c.body(null, 204) : c.json(answer as object, operation.status);
  });
}

/** Registers a call that anyone may make. */
export function openCall<Body extends v.GenericSchema, Query extends v.GenericSchema>(
  app: App,
  operation: Operation<Body, Query>,
  work: Work<v.InferOutput<Body>, v.InferOutput<Query>>,
): void {
  register(app, { ...operation, audience: 'anyone' }, async (c, read) =>
    work({ ...(await read()), address: await addressOf(c.env.event) }),
  );
}

/** Registers a call for those who are logged in, whose work looks the session up itself. */
export function tokenCall<Body extends v.GenericSchema, Query extends v.GenericSchema>(
  app: App,
  operation: Operation<Body, Query>,
  work: (authorization: string | undefined) => Promise<unknown>,
): void {
  register(app, { ...operation, audience: 'users' }, async (c, read) => {
    await read();
    return work(c.req.header('authorization'));
  });
}

const sessions = {
  hashToken,
  findSession: (session: Parameters<typeof findSession>[1]) => findSession(database, session),
};

/** Registers a call for those who are logged in. */
export function call<Body extends v.GenericSchema, Query extends v.GenericSchema>(
  app: App,
  operation: Operation<Body, Query>,
  work: (caller: Caller, call: Call<v.InferOutput<Body>, v.InferOutput<Query>>) => Promise<unknown>,
): void {
  register(app, { ...operation, audience: 'users' }, async (c, read) => {
    const made = await read();
    const caller = await authenticate(sessions, c.req.header('authorization'));
    extendLog({ userId: caller.user.id });
    return work(caller, made);
  });
}

async function authenticateAdmin(authorization: string | undefined): Promise<Caller> {
  try {
    const caller = await authenticate(sessions, authorization);
    extendLog({ userId: caller.user.id });
    if (await isAdmin(database, caller.user.id)) return caller;
  } catch (error) {
    if (!(error instanceof ChatError) || error.fields.code !== 'unauthenticated') throw error;
  }
  throw nothingHere();
}

/** Registers a call for admins. Everybody else is told that there is nothing, before anything of the call is looked at. */
export function adminCall<Body extends v.GenericSchema, Query extends v.GenericSchema>(
  app: App,
  operation: Operation<Body, Query>,
  work: (admin: Caller, call: Call<v.InferOutput<Body>, v.InferOutput<Query>>) => Promise<unknown>,
): void {
  register(app, { ...operation, audience: 'admins' }, async (c, read) => {
    const admin = await authenticateAdmin(c.req.header('authorization'));
    return work(admin, await read());
  });
}
