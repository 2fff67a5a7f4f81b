import { createSocket } from 'node:dgram';

// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever was sent, and fails on what it lacks
type Document = any;

/** An X-Ray daemon that keeps what it is sent. */
export type FakeDaemon = {
  /** As `AWS_XRAY_DAEMON_ADDRESS` has it. */
  readonly address: string;
  /** Each packet as it came. */
  readonly packets: readonly string[];
  readonly documents: () => readonly Document[];
  readonly close: () => Promise<void>;
};

const opening = '{"format":"json","version":1}\n';

export async function startFakeDaemon(): Promise<FakeDaemon> {
  const socket = createSocket('udp4');
  const packets: string[] = [];
  socket.on('message', (packet) => packets.push(packet.toString()));
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const documents = () =>
    packets.map((packet) => {
      if (!packet.startsWith(opening)) throw new Error(`no document: ${packet}`);
      return JSON.parse(packet.slice(opening.length));
    });
  const close = () => new Promise<void>((resolve) => socket.close(() => resolve()));
  return { address: `127.0.0.1:${socket.address().port}`, packets, documents, close };
}
