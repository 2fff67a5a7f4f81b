import type { Socket } from 'node:dgram';

/** Says what follows, in every packet. */
const opening = '{"format":"json","version":1}\n';

type Address = { readonly host: string; readonly port: number };

/** Where the X-Ray daemon listens: `host:port`. Lambda sets it; nobody else does. */
function addressOf(text: string | undefined): Address | undefined {
  const [, host, port] = /^(?:udp:)?([^\s:]+):(\d+)$/.exec(text ?? '') ?? [];
  return host && port ? { host, port: Number(port) } : undefined;
}

const address = addressOf(process.env['AWS_XRAY_DAEMON_ADDRESS']);

/** Whether there is a daemon to send to. */
export const isTraceable = address !== undefined;

let socket: Socket | undefined;

/** @NOTE Loaded with the first document, since most invocations have none. */
function open(): Socket | undefined {
  const opened = process.getBuiltinModule('node:dgram').createSocket('udp4');
  // What can't be sent is lost: a trace is not worth an error, and there is nobody to tell.
  opened.on('error', () => {});
  opened.unref();
  return opened;
}

/** Sends a document on its way, one packet of 64 KB at most; not waited for, and lost when the daemon is not there. */
export function sendToDaemon(document: object): void {
  if (!address) return;
  socket ??= open();
  socket?.send(opening + JSON.stringify(document), address.port, address.host);
}
