import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { type ClientRequest, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { freePort } from '../../local/processes/free-port.ts';
import { Unavailable } from './unavailable.ts';

export type Door = {
  readonly port: number;
  /** Of the certificate that its callers have to trust. */
  readonly certificate: string;
  readonly stop: () => Promise<void>;
};

type Behind = { readonly emulatorPort: number; readonly region: string; readonly folder: string };

/**
 * Takes HTTPS and WebSockets at the names that AWS gives to APIs and distributions, and hands them on to the emulator, which speaks plain HTTP.
 * See `cloud-names.mjs` for the way here.
 *
 * @throws Unavailable when there is no `openssl` to make the certificate with.
 */
export async function openDoor({ emulatorPort, region, folder }: Behind): Promise<Door> {
  const { key, certificate } = makeCertificate(folder, [
    `*.execute-api.${region}.amazonaws.com`,
    '*.cloudfront.net',
  ]);
  const server = createServer({ key: readFileSync(key), cert: readFileSync(certificate) });
  const open = new Set<Duplex>();
  const inner = (incoming: IncomingMessage) => handOn(incoming, emulatorPort);
  server.on('request', (incoming, outgoing) => answer(inner(incoming), incoming, outgoing));
  server.on('upgrade', (incoming, socket, head) => upgrade(inner(incoming), socket, head));
  server.on('connection', (socket: Duplex) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const stop = async () => {
    for (const socket of open) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  return { port, certificate, stop };
}

function makeCertificate(folder: string, names: readonly string[]) {
  const [key, certificate] = [join(folder, 'door.key'), join(folder, 'door.pem')];
  const alternatives = names.map((name) => `DNS:${name}`).join(',');
  const subject = ['-subj', '/CN=Parley test', '-addext', `subjectAltName=${alternatives}`];
  const form = ['-x509', '-nodes', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-days', '2'];
  const files = ['-keyout', key, '-out', certificate];
  try {
    execFileSync('openssl', ['req', ...form, ...subject, ...files], { stdio: 'ignore' });
  } catch (cause) {
    throw new Unavailable('openssl makes no certificate here', { cause });
  }
  return { key, certificate };
}

function handOn({ method = 'GET', url = '/', headers }: IncomingMessage, port: number): ClientRequest {
  return request({
    host: '127.0.0.1',
    port,
    method,
    path: url,
    headers: { ...headers, 'x-forwarded-proto': 'https' },
  });
}

function answer(inner: ClientRequest, incoming: IncomingMessage, outgoing: ServerResponse): void {
  inner.on('response', (response) => {
    outgoing.writeHead(response.statusCode ?? 502, response.headers);
    response.pipe(outgoing);
  });
  inner.on('error', () => outgoing.destroy());
  incoming.pipe(inner);
}

function upgrade(inner: ClientRequest, socket: Duplex, head: Buffer): void {
  socket.on('error', () => inner.destroy());
  inner.on('error', () => socket.destroy());
  inner.on('upgrade', (response, behind, first) => {
    socket.write(Buffer.concat([statusLines(response), first]));
    behind.write(head);
    behind.on('error', () => socket.destroy());
    behind.on('close', () => socket.destroy());
    socket.on('close', () => behind.destroy());
    behind.pipe(socket);
    socket.pipe(behind);
  });
  inner.on('response', (response) => {
    socket.write(statusLines(response));
    response.pipe(socket);
  });
  inner.end();
}

function statusLines({ statusCode, statusMessage, rawHeaders }: IncomingMessage): Buffer {
  const fields = rawHeaders.flatMap((name, index) =>
    index % 2 === 0 ? [`${name}: ${rawHeaders[index + 1]}`] : [],
  );
  return Buffer.from([`HTTP/1.1 ${statusCode} ${statusMessage}`, ...fields, '', ''].join('\r\n'));
}
