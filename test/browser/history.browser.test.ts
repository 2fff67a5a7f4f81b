import type { Browser, Page, WebSocketRoute } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { startBrowser } from './person.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser?.close());

const bot = { id: 'bot', username: 'bot' };
const at = '2026-01-01T00:00:00.000Z';
const message = (seq: number) => ({ kind: 'message', seq, id: `i${seq}`, sender: bot, at, body: `m${seq}` });
const edit = (seq: number) => ({ ...message(seq), kind: 'edit', target: 50, body: `build ${seq}` });

/** A page whose server is played: one room with these events, the history of which can be out of reach. */
async function openRoom(events: readonly { readonly seq: number }[]) {
  const page = await browser.newPage({ viewport: { width: 1100, height: 760 } });
  const { inUse } = await answerPings(page, { r1: { epoch: 'e1', seq: events.length } });
  const server = {
    isUp: true,
    gets: 0,
    cut: async () => {
      const socket = await inUse;
      server.isUp = false;
      await socket.close();
    },
  };
  const head = events.length;
  const lastMessage = message(1);
  const known = { id: 'r1', name: 'Builds', epoch: 'e1', head, role: 'member', unread: 0, members: 2 };
  const ofRoom = (url: URL) => {
    server.gets += 1;
    const before = Number(url.searchParams.get('before'));
    const from = Math.max(0, before - 1 - Number(url.searchParams.get('limit')));
    return { epoch: 'e1', head, events: events.slice(from, before - 1), more: from > 0 };
  };
  const answers: Readonly<Record<string, (url: URL) => unknown>> = {
    '/api/rooms': () => ({ rooms: [{ ...known, createdAt: at, lastMessage }] }),
    '/api/tickets': () => ({ ticket: 't', url: inject('endpoints').websocket, expiresAt: at }),
    '/api/rooms/r1/events': ofRoom,
  };
  await page.route('**/api/**', (route) => {
    const url = new URL(route.request().url());
    const answer = answers[url.pathname]?.(url);
    return server.isUp && answer ? route.fulfill({ json: answer }) : route.abort();
  });
  const session = JSON.stringify({ token: 't', user: { id: 'me', username: 'me' } });
  await page.addInitScript(`localStorage.setItem('parley.session', '${session}')`);
  return { page, server, show: (hash: string) => page.goto(inject('endpoints').page + hash) };
}

/** Answers the page's sockets; `inUse` is the first of them that was heard of. */
async function answerPings(page: Page, heads: unknown) {
  const inUse = Promise.withResolvers<WebSocketRoute>();
  await page.routeWebSocket(/.*/, (socket) => {
    socket.onMessage((frame) => {
      if (!String(frame).includes('"ping"')) return;
      socket.send(JSON.stringify({ type: 'pong', heads }));
      inUse.resolve(socket);
    });
  });
  return { inUse: inUse.promise };
}

/** Asks again until it is so; the deadline is the test's own. */
const eventually = (ask: () => Promise<unknown>, wanted: unknown) =>
  expect.poll(ask, { timeout: 30_000, interval: 50 }).toEqual(wanted);

const redraw = (page: Page) => page.evaluate("dispatchEvent(new HashChangeEvent('hashchange'))");

describe('the history of a room', () => {
  it('is loaded up to the messages, when the newest 1450 events make no line', async () => {
    const first = Array.from({ length: 50 }, (_, n) => message(n + 1));
    const { page, server, show } = await openRoom([
      ...first,
      ...Array.from({ length: 1_450 }, (_, n) => edit(n + 51)),
    ]);

    await show('#/rooms/r1');
    await page.getByText('This is where it begins.').waitFor();
    await page.setViewportSize({ width: 1000, height: 700 });
    await redraw(page);
    await page.waitForTimeout(300);

    expect(server.gets).toBe(30);
    expect(await page.getByRole('log').locator('.body').count()).toBe(50);
    expect(await page.getByText('build 1500').count()).toBe(1);
    await page.close();
  });

  it('is kept to its newest events, where these fill the page', async () => {
    const { page, server, show } = await openRoom(Array.from({ length: 1_000 }, (_, n) => message(n + 1)));
    await show('#/rooms/r1');
    const count = () => page.getByRole('log').locator('.body').count();
    await page.getByText('m1000').waitFor();
    const conversation = page.getByRole('group', { name: 'Conversation' });
    for (let pages = 2; pages <= 14; pages += 1) {
      await conversation.evaluate((element) => element.scrollTo(0, 0));
      await eventually(count, 50 * pages);
    }

    await conversation.evaluate((element) => element.scrollTo(0, element.scrollHeight));

    const countAnew = () => redraw(page).then(count);
    await eventually(countAnew, 600);
    expect(server.gets).toBe(14);
    await page.close();
  });

  it('is loaded after an outage in which the room was opened', async () => {
    const { page, server, show } = await openRoom(Array.from({ length: 60 }, (_, n) => message(n + 1)));
    await show('');
    await page.getByRole('link', { name: 'Builds' }).waitFor();
    await server.cut();
    await page.getByRole('link', { name: 'Builds' }).click();
    await page.getByText('can’t be loaded now').waitFor();
    await page.getByRole('button', { name: 'Load older messages' }).waitFor();

    server.isUp = true;
    await page.evaluate("dispatchEvent(new Event('online'))");

    await page.getByText('m60').waitFor();
    await page.close();
  });
});
