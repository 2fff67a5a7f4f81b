import type { Cors } from '../config.ts';
import type { HttpCall } from './http-call.ts';
import type { HttpResponse } from './http-response.ts';

type Headers = readonly (readonly [string, string])[];

function matches(pattern: string, origin: string): boolean {
  if (pattern === '*') return true;
  return pattern.endsWith('://*') ? origin.startsWith(pattern.slice(0, -1)) : pattern === origin;
}

/** The origin that may read; `undefined` when this one may not. */
function allowedOrigin({ allowOrigins }: Cors, origin: string): string | undefined {
  if (allowOrigins.includes('*')) return '*';
  return allowOrigins.some((pattern) => matches(pattern, origin)) ? origin : undefined;
}

function listed(name: string, values: readonly string[]): Headers {
  return values.length > 0 ? [[name, values.join(',')]] : [];
}

function originHeaders(cors: Cors, origin: string): Headers | undefined {
  const allowed = allowedOrigin(cors, origin);
  if (allowed === undefined) return undefined;
  return [
    ['access-control-allow-origin', allowed],
    ...(cors.allowCredentials ? [['access-control-allow-credentials', 'true'] as const] : []),
  ];
}

/** The gateway's own answer to a preflight, whatever routes there are; `undefined` for any other request. */
export function answerPreflight(
  cors: Cors | undefined,
  { method, headers }: HttpCall,
): HttpResponse | undefined {
  const { origin } = headers;
  if (!cors || method !== 'OPTIONS' || origin === undefined) return undefined;
  if (headers['access-control-request-method'] === undefined) return undefined;
  const allowed = originHeaders(cors, origin);
  const { maxAgeSeconds } = cors;
  const granted: Headers = allowed
    ? [
        ...allowed,
        ...listed('access-control-allow-methods', cors.allowMethods),
        ...listed('access-control-allow-headers', cors.allowHeaders),
        ...listed('access-control-expose-headers', cors.exposeHeaders),
        ...listed('access-control-max-age', maxAgeSeconds === undefined ? [] : [String(maxAgeSeconds)]),
      ]
    : [];
  return { status: 204, headers: new Map(granted), body: Buffer.alloc(0) };
}

/** Puts the gateway's CORS headers on a response, in place of any that the function gave. */
export function overwriteCors(cors: Cors | undefined, call: HttpCall, response: HttpResponse): HttpResponse {
  if (!cors) return response;
  const kept = [...response.headers].filter(([name]) => !name.startsWith('access-control-'));
  const { origin } = call.headers;
  const allowed = origin === undefined ? undefined : originHeaders(cors, origin);
  const granted = allowed ? [...allowed, ...listed('access-control-expose-headers', cors.exposeHeaders)] : [];
  return { ...response, headers: new Map([...kept, ...granted]) };
}
