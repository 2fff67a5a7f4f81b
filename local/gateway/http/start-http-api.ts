import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpApiConfig } from '../config.ts';
import type { GatewayOptions } from '../gateway-options.ts';

export type HttpApi = {
  /** `http://host:port`, with the stage unless it is `$default`. */
  readonly url: string;
  readonly port: number;
  /** Answers one request, for a caller with a server of its own. */
  readonly handle: (request: IncomingMessage, response: ServerResponse) => void;
  readonly close: () => Promise<void>;
};

/** Serves an HTTP API. Rejects with the system's error when the port is taken. */
export function startHttpApi(_config: HttpApiConfig, _options: GatewayOptions): Promise<HttpApi> {
  return Promise.reject(new Error('cannot start the HTTP API: it is being built'));
}
