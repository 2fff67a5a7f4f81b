import type { IncomingMessage } from 'node:http';
import type { WebSocketApiConfig } from '../config.ts';

/** The longest URL, from `wss://` on. */
const maxUrlLength = 4096;

/** What a client asked for, kept only until the handshake is answered. */
export type Handshake = {
  readonly request: IncomingMessage;
  readonly query: URLSearchParams;
  readonly sourceIp: string;
  readonly traceId: string;
};

export type UnreadableHandshake = { readonly status: 400 | 403 | 414; readonly reason: string };

/** Splits a URL; `undefined` when its path can't be decoded. */
export function splitUrl(url: string): { readonly path: string; readonly query: string } | undefined {
  const start = url.indexOf('?');
  const path = start < 0 ? url : url.slice(0, start);
  try {
    return { path: decodeURIComponent(path), query: start < 0 ? '' : url.slice(start + 1) };
  } catch {
    // A malformed escape: the caller answers 400.
    return undefined;
  }
}

/** Where an API is served: under its stage, or under its mapping on a custom domain. */
export function basePath({ stage, basePath: mapping }: WebSocketApiConfig): string {
  if (mapping === undefined) return `/${stage}`;
  return mapping === '' ? '' : `/${mapping}`;
}

/** Whether a decoded path is that of the endpoint, with or without a slash at its end. */
export function isEndpoint(path: string, config: WebSocketApiConfig): boolean {
  const base = basePath(config);
  return path === base || path === `${base}/`;
}

const headerError = ({ method, headers }: IncomingMessage): string | undefined => {
  if (method !== 'GET') return 'the method is not GET';
  if (!/^[+/0-9A-Za-z]{22}==$/.test(headers['sec-websocket-key'] ?? ''))
    return 'Sec-WebSocket-Key is missing or invalid';
  return headers['sec-websocket-version'] === '13' ? undefined : 'Sec-WebSocket-Version is not 13';
};

/** The address of a client, without the prefix of an IPv4 address on an IPv6 socket. */
export function sourceIp(request: IncomingMessage): string {
  return (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
}

/** Reads an upgrade request, or says with which status it is refused before anybody is asked. */
export function readHandshake(
  request: IncomingMessage,
  config: WebSocketApiConfig,
  traceId: string,
): Handshake | UnreadableHandshake {
  const { url = '' } = request;
  if (`wss://${config.domainName}${url}`.length > maxUrlLength)
    return { status: 414, reason: 'the URL is too long' };
  const parts = splitUrl(url);
  if (!parts) return { status: 400, reason: 'the path has a malformed escape' };
  const error = headerError(request);
  if (error) return { status: 400, reason: error };
  if (!isEndpoint(parts.path, config)) return { status: 403, reason: `there is no stage at ${parts.path}` };
  return { request, query: new URLSearchParams(parts.query), sourceIp: sourceIp(request), traceId };
}
