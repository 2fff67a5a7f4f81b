import type { Change, ClientOptions } from '../../client/client-options.ts';
import { ParleyHttp } from '../../client/http.ts';
import { ParleyClient } from '../../client/parley-client.ts';
import { FakeClock, settle } from './fake-clock.ts';
import { FakeSockets } from './fake-sockets.ts';

type Answer = { readonly status: number; readonly body?: unknown };

export const room = '0197a1b2-0000-7000-8000-000000000001';
export const otherRoom = '0197a1b2-0000-7000-8000-000000000002';

/** A message as the server pushes it. */
export const message = (seq: number, id = `id-${seq}`, body = `text ${seq}`) => ({
  kind: 'message' as const,
  seq,
  id,
  body,
  sender: { id: 'ann' as never, username: 'ann' },
  at: '2026-01-01T00:00:00.000Z',
});

/** Events `from` … `to`. */
export const messages = (from: number, to: number) =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, n) => message(from + n));

/** A client whose clock, tickets and sockets a test holds. Ids are `id-a`, `id-b` …, randomness is always 0. */
export function aClient(options: Partial<ClientOptions> = {}) {
  const clock = new FakeClock();
  const sockets = new FakeSockets();
  const changes: Change[] = [];
  let tickets = 0;
  let ids = 0;
  let answer: () => Answer = () => {
    tickets += 1;
    return { status: 201, body: { ticket: `t${tickets}`, url: 'wss://chat.example', expiresAt: '' } };
  };
  const fetch = async () => {
    const { status, body } = answer();
    return new Response(JSON.stringify(body), { status });
  };
  const client = new ParleyClient({
    http: new ParleyHttp({ base: '/api', token: 'secret', fetch, clock }),
    open: sockets.open,
    clock,
    random: () => 0,
    newId: () => `id-${String.fromCharCode(97 + ids++)}`,
    ...options,
  });
  client.subscribe((change) => changes.push(change));
  const live = async () => {
    client.start();
    await settle();
    sockets.last.accept();
  };
  const answerTickets = (next: () => Answer) => {
    answer = next;
  };
  return { client, clock, sockets, changes, live, answerTickets };
}

/** The seqs of a client's log, and what it has not confirmed yet. */
export function seen(client: ParleyClient) {
  return {
    seqs: client.log(room)?.events.map(({ seq }) => seq) ?? [],
    outgoing: client.outgoing(room).map(({ id, state }) => [id, state.kind]),
  };
}
