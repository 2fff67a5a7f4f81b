import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readAll } from './forward.ts';
import { type PostProxy, startPostProxy } from './post-proxy.ts';

let gateway: Server;
let proxy: PostProxy;
let url: string;
let taken: string[];

beforeEach(async () => {
  taken = [];
  gateway = createServer(async (request, response) => {
    taken.push(`${request.headers.host} ${request.url} ${await readAll(request)}`);
    response.end('taken');
  });
  await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve));
  proxy = await startPostProxy();
  url = proxy.instead(`http://127.0.0.1:${(gateway.address() as AddressInfo).port}/stage`);
});
afterEach(async () => {
  await proxy.close();
  gateway.closeAllConnections();
  await new Promise((resolve) => gateway.close(resolve));
});

const post = async (connection: string, body: string) => {
  const answer = await fetch(`${url}/@connections/${encodeURIComponent(connection)}`, {
    method: 'POST',
    body,
  });
  return answer.status;
};

it('hands a post on as it came, with the host it was signed for, and notes it', async () => {
  expect(await post('a=', 'hello')).toBe(200);

  expect(taken).toEqual([`${new URL(url).host} /stage/@connections/a%3D hello`]);
  expect(proxy.posts).toEqual([{ connection: 'a=', method: 'POST', body: 'hello', status: 200 }]);
});

it.each([410, 429, 500])('answers %i itself', async (status) => {
  proxy.onPost(({ body }) => (body === 'unlucky' ? { kind: 'answer', status } : undefined));

  expect(await post('a', 'unlucky')).toBe(status);
  expect(await post('a', 'lucky')).toBe(200);
  expect(taken).toHaveLength(1);
});

it('loses an answer after the post went on', async () => {
  proxy.onPost(() => ({ kind: 'drop' }));

  await expect(post('a', 'hello')).rejects.toThrow('fetch failed');
  expect(taken).toHaveLength(1);
});

it('doubles a post', async () => {
  proxy.onPost(() => ({ kind: 'double' }));

  expect(await post('a', 'hello')).toBe(200);
  expect(taken).toHaveLength(2);
});

it('lets a post be overtaken by the next to the same connection', async () => {
  proxy.onPost(({ body }) => (body === 'first' ? { kind: 'overtaken', atMostMs: 5_000 } : undefined));

  const first = post('a', 'first');
  while (proxy.posts.length === 0) await post('b', 'to another');
  await Promise.all([first, post('a', 'second')]);

  expect(taken.map((line) => line.split(' ').at(-1)).filter((body) => body !== 'another')).toEqual([
    'second',
    'first',
  ]);
});
