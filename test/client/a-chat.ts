import { ParleyHttp } from '../../client/http.ts';
import { Chat } from '../../web/chat.ts';
import { message } from './a-client.ts';
import { FakeClock, settle } from './fake-clock.ts';
import { FakeSockets } from './fake-sockets.ts';
import { FakeStore } from './fake-store.ts';

/** A room as the HTTP API tells it. */
export const room = {
  id: 'r1',
  name: 'tea',
  epoch: 'e1',
  head: 5,
  role: 'member',
  unread: 2,
  members: 2,
  createdAt: '2026-01-01T00:00:00.000Z',
  lastMessage: message(5),
};
/** The chat of a page whose clock, store, sockets and HTTP answers (by path; a 404 where there is none) a test holds. */
export function aChat() {
  const clock = new FakeClock();
  const sockets = new FakeSockets();
  const store = new FakeStore();
  const ended: string[] = [];
  const answers: Record<string, { status: number; body: unknown }> = {
    '/rooms': { status: 200, body: { rooms: [room] } },
    '/rooms/r2': { status: 200, body: { ...room, id: 'r2', name: 'new' } },
    '/tickets': { status: 201, body: { ticket: 't', url: 'wss://x', expiresAt: '' } },
  };
  const calls: string[] = [];
  const fetch = async (url: string) => {
    calls.push(url);
    const { status, body } = answers[url] ?? { status: 404, body: {} };
    return new Response(JSON.stringify(body), { status });
  };
  const chat = new Chat({
    session: { token: 't', user: { id: 'me', username: 'me' } },
    http: new ParleyHttp({ base: '', fetch, clock }),
    store,
    clock,
    random: () => 0,
    open: sockets.open,
    changed: () => {},
    ended: (why) => ended.push(why),
  });
  const live = async () => {
    await chat.start();
    await settle();
    sockets.last.accept();
  };
  return { chat, clock, sockets, store, ended, answers, calls, live };
}
