import type { Clock } from '../clock/clock.ts';
import type { Connection } from './connection.ts';
import { maxFrameBytes } from './gateway-socket.ts';

/** Nobody waits for a frame to be written: a socket that fails closes, and that is reported. */
const ignore = (): void => undefined;

/**
 * Sends text to a client in frames of at most 32 KB. To one that has gone meanwhile nothing is sent, and nobody is told.
 * Bytes that aren't UTF-8 become U+FFFD.
 */
export function sendText(connection: Connection, payload: string | Buffer, clock: Clock): void {
  if (connection.ending) return;
  connection.lastActiveAt = clock.now();
  const { socket } = connection;
  const text = typeof payload === 'string' ? payload : payload.toString();
  if (text.length * 3 <= maxFrameBytes) {
    socket.send(text, ignore);
    return;
  }
  const bytes = Buffer.from(text);
  for (let start = 0; start < bytes.length; start += maxFrameBytes) {
    const end = start + maxFrameBytes;
    socket.send(bytes.subarray(start, end), { binary: false, fin: end >= bytes.length }, ignore);
  }
}
