import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connect, type EchoApp, eventually, startEcho } from './echo-app.ts';

let app: EchoApp;
let release = 'first';

/** Where the posts of the echo function go: it hears no answer. */
const posts: IncomingMessage[] = [];
const silent = createServer((post) => posts.push(post));

beforeAll(async () => {
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as AddressInfo;
  app = await startEcho({
    functionEnvironment: (label, variables) => ({
      ...(label === 'http' ? { GREETING: `${variables['GREETING']}, ${release}` } : {}),
      ...(label === 'echo' ? { CALLBACK_URL: `http://127.0.0.1:${port}` } : {}),
    }),
  });
});
afterAll(async () => {
  await app?.stop();
  silent.close();
  silent.closeAllConnections();
});

const greeting = async () => {
  const response = await fetch(`${app.endpoints.http}/things/7`);
  return ((await response.json()) as { greeting: string }).greeting;
};
const echo = () => app.environments().find(({ functionName }) => functionName === 'echo');
const faulty = () => app.environments().filter(({ functionName }) => functionName === 'faulty');

it('gives a function the variables that the caller of start puts in place of the template’s', async () => {
  expect(await greeting()).toBe('hello, first');
});

it('replaces only the functions whose variables are others at a reload', async () => {
  release = 'second';

  const [summary] = await app.reload();

  expect(summary).toMatch(/^Reloaded: http \(/);
  expect(await greeting()).toBe('hello, second');
});

it('fails the invocation whose process is killed, and gives the next one another', async () => {
  const running = app.invoke('faulty', { fault: 'hang' });
  const [busy] = await eventually(() => faulty().some(({ isBusy }) => isBusy) && faulty());
  process.kill(busy?.pid ?? 0, 'SIGKILL');
  const outcome = await running;
  const next = await app.invoke('faulty', { fault: 'none' });

  expect(outcome).toMatchObject({
    kind: 'failed',
    errorType: 'Runtime.ExitError',
    errorMessage: expect.stringMatching(/Runtime exited with error: signal: killed$/),
  });
  expect(next).toMatchObject({ kind: 'returned', payload: '"fine"' });
  expect(faulty().map(({ pid }) => pid)).not.toContain(busy?.pid);
});

it('notices a process that is killed while it is frozen', async () => {
  await app.invoke('faulty', { fault: 'none' });
  const [frozen] = faulty();
  process.kill(frozen?.pid ?? 0, 'SIGKILL');
  await eventually(() => faulty().every(({ pid }) => pid !== frozen?.pid));

  expect(await app.invoke('faulty', { fault: 'none' })).toMatchObject({ payload: '"fine"' });
});

it('answers a frame whose function is killed with the gateway’s error, and the next one as ever', async () => {
  const client = await connect(app.endpoints.websocket, 'ann');
  const asked = client.ask({ service: 'echo', action: 'oneWay' });
  const { pid } = await eventually(() => posts.length > 0 && echo());
  process.kill(pid, 'SIGKILL');

  expect(await asked).toMatchObject({ message: 'Internal server error' });
  expect(await client.ask({ service: 'echo', action: 'twoWay' })).toMatchObject({ by: 'ann' });
  client.socket.close();
});

it('starts nothing more for work that waits when it is stopped', async () => {
  const pool = await startEcho({ maxEnvironments: 1 });
  const hanging = [1, 2, 3].map(() => pool.invoke('faulty', { fault: 'hang' }));
  await eventually(() => pool.environments().some(({ isBusy }) => isBusy));

  await pool.stop();

  const outcomes = await Promise.all(hanging);
  expect(outcomes.map(({ kind }) => kind)).toEqual(['failed', 'failed', 'failed']);
  expect(pool.environments()).toEqual([]);
});
