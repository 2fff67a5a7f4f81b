import type { Context, Hono } from 'hono';
import type { LambdaContext, LambdaEvent } from 'hono/aws-lambda';
import type * as v from 'valibot';
import { authenticate, type Caller } from '../../shared/chat/authenticate.ts';
import { database } from '../../shared/lambda/database.ts';
import { extendLog } from '../../shared/lambda/logger.ts';
import { hashToken } from '../../shared/lambda/secrets.ts';
import { findSession } from '../../shared/postgres/sessions.ts';
import { ChatError, type ErrorCode } from '../../shared/protocol/errors.ts';
import { limits } from '../../shared/protocol/limits.ts';
import { parse, parseJson } from '../../shared/protocol/parse.ts';
import { addressOf } from './client-address.ts';

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

export type AnyOperation = Operation<v.GenericSchema, v.GenericSchema> & { readonly open: boolean };

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
  { open, ...operation }: Operation<Body, Query> & { readonly open: boolean },
  work: (c: Context<Env>, call: Call<v.InferOutput<Body>, v.InferOutput<Query>>) => Promise<unknown>,
): void {
  operations.push({ ...operation, open });
  const path = operation.path.replaceAll(/\{(\w+)\}/g, ':$1');
  app.on(operation.method.toUpperCase(), path, async (c) => {
    const body = await readBody(c, operation.body);
    const query = operation.query ? parse(operation.query, c.req.query(), 'query') : undefined;
    const call = { body, query, params: c.req.param() as Record<string, string> };
    const answer = await work(c, call);
    return operation.status === 204 ? c.body(null, 204) : c.json(answer as object, operation.status);
  });
}

/** Registers a call that anyone may make. */
export function openCall<Body extends v.GenericSchema, Query extends v.GenericSchema>(
  app: App,
  operation: Operation<Body, Query>,
  work: Work<v.InferOutput<Body>, v.InferOutput<Query>>,
): void {
  register(app, { ...operation, open: true }, async (c, made) =>
    work({ ...made, address: await addressOf(c.env.event) }),
  );
}

/** Registers a call for those who are logged in, whose work looks the session up itself. */
export function tokenCall<Body extends v.GenericSchema, Query extends v.GenericSchema>(
  app: App,
  operation: Operation<Body, Query>,
  work: (authorization: string | undefined) => Promise<unknown>,
): void {
  register(app, { ...operation, open: false }, (c) => work(c.req.header('authorization')));
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
  register(app, { ...operation, open: false }, async (c, made) => {
    const caller = await authenticate(sessions, c.req.header('authorization'));
    extendLog({ userId: caller.user.id });
    return work(caller, made);
  });
}
