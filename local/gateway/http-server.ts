import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { isIPv6 } from 'node:net';

/** A server that listens, and what its URLs begin with after the scheme. */
export type Listening = { readonly server: Server; readonly port: number; readonly authority: string };

/** Longer than clients keep an idle connection, so that they close it and never meet one that closes under them. */
const keepAliveMs = 75_000;

type Handlers = {
  readonly onRequest: (request: IncomingMessage, response: ServerResponse) => void;
  /** Which requests ask for an upgrade that is to be had here. */
  readonly upgrades?: (request: IncomingMessage) => boolean;
};

/** Makes a server for a gateway. */
export function createGatewayServer({ onRequest, upgrades = () => false }: Handlers): Server {
  const options = { keepAliveTimeout: keepAliveMs, noDelay: true, shouldUpgradeCallback: upgrades };
  return createServer(options, onRequest);
}

/** Listens; rejects with the system's own error, `EADDRINUSE` when the port is taken. */
export function listen(server: Server, port: number, host = '127.0.0.1'): Promise<Listening> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address = server.address();
      const bound = typeof address === 'object' && address !== null ? address.port : port;
      resolve({ server, port: bound, authority: `${isIPv6(host) ? `[${host}]` : host}:${bound}` });
    });
  });
}

/** Stops listening and drops the connections that are left. */
export function stopListening(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
