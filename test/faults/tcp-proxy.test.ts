import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { until } from '../setup/until.ts';
import { startProxy, type TcpProxy } from './tcp-proxy.ts';

let server: Server;
let proxy: TcpProxy;
let heard: string[];

/** A server that answers each chunk in capitals. */
beforeEach(async () => {
  heard = [];
  server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      heard.push(String(bytes));
      socket.write(String(bytes).toUpperCase());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  proxy = await startProxy(`tcp://ann@127.0.0.1:${(server.address() as AddressInfo).port}/name?a=b`);
});
afterEach(async () => {
  await proxy.close();
  await new Promise((resolve) => server.close(resolve));
});

type Client = { readonly socket: Socket; readonly said: () => string; readonly isClosed: () => boolean };

function dial(): Client {
  const { hostname, port } = new URL(proxy.url);
  const socket = connect(Number(port), hostname);
  let said = '';
  let isClosed = false;
  socket.on('data', (bytes) => {
    said += bytes;
  });
  socket.on('error', () => undefined);
  socket.on('close', () => {
    isClosed = true;
  });
  return { socket, said: () => said, isClosed: () => isClosed };
}

const hears = ({ said }: Client, text: string) => until(() => (said() === text ? true : undefined));
const closes = ({ isClosed }: Client) => until(() => isClosed() || undefined);

it('has the URL of the server, but for the port', () => {
  expect(proxy.url).toMatch(/^tcp:\/\/ann@127\.0\.0\.1:\d+\/name\?a=b$/);
});

it('counts turns, of each connection and of all, and keeps those of connections that ended', async () => {
  const [one, other] = [dial(), dial()];
  for (const turn of ['a', 'b']) {
    const before = one.said();
    one.socket.write(turn);
    await hears(one, before + turn.toUpperCase());
  }
  other.socket.write('x');
  await hears(other, 'X');

  expect(proxy.turnsOfEach().toSorted()).toEqual([1, 2]);
  one.socket.destroy();
  await until(() => (proxy.turnsOfEach().length === 1 ? true : undefined));
  expect([proxy.turns(), proxy.answered()]).toEqual([3, 3]);
  other.socket.destroy();
});

it('keeps what arrives while it hangs, and hands it on in order', async () => {
  const client = dial();
  client.socket.write('a');
  await hears(client, 'A');

  proxy.hang(true);
  client.socket.write('b');
  client.socket.write('c');
  await until(() => (proxy.turns() === 2 ? true : undefined));
  const meanwhile = client.said();
  proxy.hang(false);
  await hears(client, 'ABC');

  expect(meanwhile).toBe('A');
  client.socket.destroy();
});

it('cuts what is open, and refuses what comes', async () => {
  const open = dial();
  open.socket.write('a');
  await hears(open, 'A');

  proxy.refuse(true);
  proxy.cut();
  const late = dial();
  await Promise.all([closes(open), closes(late)]);
  proxy.refuse(false);
  const later = dial();
  later.socket.write('b');

  await hears(later, 'B');
  later.socket.destroy();
});

it('loses a request before the server hears it, and an answer after', async () => {
  const [unheard, unanswered] = [dial(), dial()];
  proxy.onClientChunk(({ asked }) => (String(asked) === 'lost' ? 'cut' : 'forward'));
  proxy.onServerChunk(({ asked, bytes }) =>
    String(asked) === 'done' && bytes.length > 0 ? 'cut' : 'forward',
  );

  unheard.socket.write('lost');
  unanswered.socket.write('done');
  await Promise.all([closes(unheard), closes(unanswered)]);

  expect(heard).toEqual(['done']);
  expect(unanswered.said()).toBe('');
});

it('delays what goes by', async () => {
  const client = dial();
  proxy.delay(30);
  const start = performance.now();
  client.socket.write('a');
  await hears(client, 'A');

  expect(performance.now() - start).toBeGreaterThan(55);
  client.socket.destroy();
});

it('delays each chunk from its coming on: those behind it, and what waited for longer, wait no more', async () => {
  const client = dial();
  proxy.delay(200);
  proxy.hang(true);
  client.socket.setNoDelay();
  for (const letter of 'abcdefghij') {
    client.socket.write(letter);
    await wait(25);
  }
  proxy.delay(0);

  const start = performance.now();
  proxy.hang(false);
  await hears(client, 'ABCDEFGHIJ');

  // The last came just now; one after another they would take two seconds.
  expect(performance.now() - start).toBeLessThan(1_000);
  client.socket.destroy();
});
