import type { IncomingMessage } from 'node:http';

/** The address of a client, without the prefix of an IPv4 address on an IPv6 socket. */
export function remoteAddress({ socket }: IncomingMessage): string {
  return (socket.remoteAddress ?? '').replace(/^::ffff:/, '');
}
