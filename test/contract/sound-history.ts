import type { Message } from '../../shared/protocol/events.ts';
import type { History, StoredEvent } from './history.ts';

export const room = 'room';
const epoch = 'first';
export const start = 1_000_000;

const person = (id: string) => ({ id: id as never, username: id });
const numbered = (seq: number, sender: string) => ({
  seq,
  sender: person(sender),
  at: new Date(start + seq).toISOString(),
});

export const message = (
  seq: number,
  { id = `m${seq}`, sender = 'ann' }: { readonly id?: string; readonly sender?: string } = {},
): Message => ({ ...numbered(seq, sender), kind: 'message', id, body: `text ${id}` });
export const joined = (seq: number, user: string) => ({
  ...numbered(seq, 'ann'),
  kind: 'memberJoined' as const,
  member: person(user),
  role: 'member' as const,
});
export const left = (seq: number, user: string) => ({
  ...numbered(seq, 'ann'),
  kind: 'memberLeft' as const,
  member: person(user),
});

/** An event as stored: `seq` seconds after the start, and delivered a tenth of a second later. */
export const stored = (event: StoredEvent['event'], at = start + event.seq * 1_000): StoredEvent => ({
  room,
  event,
  at,
  deliveredAt: at + 100,
});

/** A message that was written, tried, acked and stored in the usual way. */
export const sent = (seq: number, at = start + seq * 1_000) => {
  const id = `m${seq}`;
  return {
    written: {
      client: 'ann/1',
      user: 'ann',
      room,
      id,
      action: 'sendMessage' as const,
      body: `text ${id}`,
      at,
    },
    fate: [id, { kind: 'sent' }] as const,
    tried: { of: 'messages' as const, user: 'ann', socket: 1, room, id, at },
    answer: {
      user: 'ann',
      socket: 1,
      id,
      at: at + 50,
      outcome: { kind: 'acked' as const, room, seq, repeated: false },
    },
    event: stored(message(seq), at),
  };
};

const members = ['ann', 'ben'];
const connections = new Set(['c-ann', 'c-ben']);

/** Ann and Ben in a room, with messages of Ann's at 3, 4 and 5, which both have. Breaks no promise. */
export function soundHistory(change: Partial<History> = {}): History {
  const messages = [3, 4, 5].map((seq) => sent(seq));
  const events = [stored(joined(1, 'ann')), stored(joined(2, 'ben')), ...messages.map(({ event }) => event)];
  return {
    written: messages.map(({ written }) => written),
    fates: new Map(messages.map(({ fate }) => fate)),
    tries: messages.map(({ tried }) => tried),
    answers: messages.map(({ answer }) => answer),
    sent: messages.map(({ tried: { socket, at } }) => ({ socket, at })),
    applied: ['ann/1', 'ben/1'].map((client) => ({
      client,
      room,
      epoch,
      restarted: false,
      events: events.map(({ event }) => event),
    })),
    told: members.map((user) => ({ user, room, at: start + 6_000, highest: 5, by: 'events' as const })),
    posted: [...connections].map((connection) => ({
      connection,
      room,
      seqs: [1, 2, 3, 4, 5],
      at: start,
      status: 200,
    })),
    snapshots: [3, 5].map((seq) => ({ reader: 'r1', room, at: start, head: seq, count: seq, highest: seq })),
    registered: [0, 10_000].map((at) => ({ room, at: start + at, until: start + at + 1, connections })),
    openings: members.map((user) => ({
      connection: `c-${user}`,
      user,
      begunAt: start + 8_900,
      at: start + 9_000,
      closedAt: undefined,
    })),
    disturbances: [],
    unregistered: [],
    events,
    rooms: [{ id: room, epoch, head: 5, members }],
    clients: new Map(members.map((user) => [`${user}/1`, user])),
    kept: members.map((user) => ({ client: `${user}/1`, user, room, epoch, cursor: 5 })),
    ...change,
  };
}
