import type { IncomingMessage } from 'node:http';
import type { HttpApiConfig } from '../config.ts';

/** One request as the gateway has read it. */
export type HttpCall = {
  readonly requestId: string;
  readonly at: number;
  readonly method: string;
  /** Decoded, with the stage where the URL has it. */
  readonly path: string;
  /** The path that routes match. */
  readonly routePath: string;
  readonly rawQuery: string;
  readonly query: URLSearchParams;
  /** Lower-case names; several of a name joined by commas; without cookies. */
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
  readonly sourceIp: string;
  readonly protocol: string;
};

type Moment = { readonly requestId: string; readonly at: number; readonly traceId: string };

function decode(path: string): string | undefined {
  try {
    // The cloud decodes the path, and cuts it where a decoded `?` begins to look like a query.
    return decodeURIComponent(path).split('?')[0];
  } catch {
    // A malformed escape: the caller answers 400.
    return undefined;
  }
}

function joinHeaders(rawHeaders: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = Object.create(null);
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? '').toLowerCase();
    const value = rawHeaders[at + 1] ?? '';
    headers[name] = name in headers ? `${headers[name]},${value}` : value;
  }
  return headers;
}

const hopByHop = ['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'te', 'cookie', 'expect'];

function readHeaders(
  request: IncomingMessage,
  sourceIp: string,
  traceId: string,
): Readonly<Record<string, string>> {
  const headers = joinHeaders(request.rawHeaders);
  if (!('transfer-encoding' in headers)) headers['content-length'] ??= '0';
  for (const name of hopByHop) delete headers[name];
  const before = headers['x-forwarded-for'];
  headers['x-forwarded-for'] = before === undefined ? sourceIp : `${before}, ${sourceIp}`;
  headers['x-forwarded-port'] = '443';
  headers['x-forwarded-proto'] = 'https';
  headers['x-amzn-trace-id'] ??= traceId;
  return headers;
}

function readCookies(request: IncomingMessage): readonly string[] {
  const cookies = (request.headers.cookie ?? '').split(';').map((cookie) => cookie.trim());
  return cookies.filter((cookie) => cookie !== '');
}

/** The path below the stage; `undefined` when the URL names another stage. */
function belowStage(path: string, stage: string): string | undefined {
  if (stage === '$default') return path;
  if (path === `/${stage}`) return '/';
  return path.startsWith(`/${stage}/`) ? path.slice(stage.length + 1) : undefined;
}

/** Reads a request; the status of its refusal when its URL is none, or of another stage. */
export function readHttpCall(
  request: IncomingMessage,
  { stage }: HttpApiConfig,
  moment: Moment,
): HttpCall | 400 | 404 {
  const { url = '', method = '' } = request;
  const start = url.indexOf('?');
  const path = decode(start < 0 ? url : url.slice(0, start));
  if (!path?.startsWith('/')) return 400;
  const routePath = belowStage(path, stage);
  if (routePath === undefined) return 404;
  const rawQuery = start < 0 ? '' : url.slice(start + 1);
  const sourceIp = (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  return {
    requestId: moment.requestId,
    at: moment.at,
    method,
    path,
    routePath,
    rawQuery,
    query: new URLSearchParams(rawQuery),
    headers: readHeaders(request, sourceIp, moment.traceId),
    cookies: readCookies(request),
    sourceIp,
    protocol: `HTTP/${request.httpVersion}`,
  };
}
