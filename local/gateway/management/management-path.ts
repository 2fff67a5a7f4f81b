import type { WebSocketApiConfig } from '../config.ts';
import { basePath, splitUrl } from '../websocket/handshake.ts';

/** The connection id that a management URL names, with every escape undone; `undefined` when it isn't such a URL. */
export function managedConnectionId(url: string, config: WebSocketApiConfig): string | undefined {
  const path = splitUrl(url)?.path;
  const prefix = `${basePath(config)}/@connections/`;
  return path?.startsWith(prefix) ? path.slice(prefix.length) : undefined;
}
