import type { IncomingMessage } from 'node:http';
import { createContext, Script } from 'node:vm';
import * as v from 'valibot';

/** What a CloudFront function makes of a request. */
export type Rewritten =
  | { readonly kind: 'request'; readonly uri: string }
  | {
      readonly kind: 'response';
      readonly status: number;
      readonly headers: Record<string, string>;
      readonly body: string;
    };

const valued = v.record(v.string(), v.object({ value: v.string() }));
const resultSchema = v.object({
  uri: v.optional(v.string()),
  statusCode: v.optional(v.number()),
  headers: v.optional(valued, {}),
  body: v.optional(v.union([v.string(), v.object({ data: v.string() })]), ''),
});

const limitMs = 1_000;

/** Runs a CloudFront function on a viewer's request; without one, the path stays. */
export function runViewerRequest(source: string | undefined, request: IncomingMessage): Rewritten {
  const { pathname: uri, searchParams } = new URL(request.url ?? '/', 'http://viewer');
  if (source === undefined) return { kind: 'request', uri };
  const event = {
    version: '1.0',
    context: { eventType: 'viewer-request' },
    viewer: { ip: request.socket.remoteAddress },
    request: {
      method: request.method,
      uri,
      querystring: Object.fromEntries([...searchParams].map(([name, value]) => [name, { value }])),
      headers: Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, { value: String(value) }]),
      ),
      cookies: {},
    },
  };
  return interpret(evaluate(source, event), uri);
}

function evaluate(source: string, event: object): unknown {
  const context = createContext({ event: JSON.stringify(event) });
  const script = new Script(`${source}\n;JSON.stringify(handler(JSON.parse(event)))`);
  try {
    return JSON.parse(String(script.runInContext(context, { timeout: limitMs })));
  } catch (error) {
    // CloudFront answers 503 when a function fails; the reason is in its log only, here it is in the body.
    return { statusCode: 503, body: `The CloudFront function failed: ${String(error)}\n` };
  }
}

function interpret(result: unknown, uri: string): Rewritten {
  const parsed = v.safeParse(resultSchema, result);
  if (!parsed.success) return { kind: 'response', status: 503, headers: {}, body: 'Bad function result\n' };
  const { statusCode, headers, body } = parsed.output;
  if (statusCode === undefined) return { kind: 'request', uri: parsed.output.uri ?? uri };
  return {
    kind: 'response',
    status: statusCode,
    headers: Object.fromEntries(Object.entries(headers).map(([name, { value }]) => [name, value])),
    body: typeof body === 'string' ? body : body.data,
  };
}
