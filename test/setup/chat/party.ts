import { expect } from 'vitest';
import { type Chatter, makeRoomOf, messagesIn, register } from './api.ts';
import { expectRefusal, type RefusalCode } from './refusal.ts';
import { type Frame, open, type Socket } from './socket.ts';

/** Two members of a room, each with an open connection. */
export type Party = {
  readonly ann: Chatter;
  readonly ben: Chatter;
  readonly room: string;
  readonly a: Socket;
  readonly b: Socket;
  readonly leave: () => Promise<void>;
};

export async function meet(): Promise<Party> {
  const [ann, ben] = await Promise.all([register('ann'), register('ben')]);
  const room = await makeRoomOf(ann, [ben]);
  const [a, b] = await Promise.all([open(ann), open(ben)]);
  const leave = async () => {
    a.raw.terminate();
    b.raw.terminate();
  };
  return { ann, ben, room, a, b, leave };
}

/** The bodies that a connection was sent, in order, each once: a slow post is repeated. */
export const bodiesAt = ({ frames }: Socket): readonly string[] => [
  ...new Map(
    frames
      .filter(({ type }) => type === 'events')
      .flatMap(({ room, events }) => events.map((event: Frame) => [`${room} ${event.seq}`, event]))
      .filter(([, { kind }]) => kind === 'message')
      .map(([key, { body }]): [string, string] => [key, body]),
  ).values(),
];

export const hasBody = (body: string) => (frame: Frame) =>
  frame.type === 'events' && frame.events.some((event: { body?: string }) => event.body === body);

/** The bodies that are stored in a party's room. */
export const storedIn = async ({ room, ann }: Pick<Party, 'room' | 'ann'>): Promise<readonly string[]> =>
  (await messagesIn(room, ann)).map(({ body }) => body);

/** Sends the next valid message, and sees that it is stored and told, and nothing else was since `before`. */
export async function goesOn(
  { a, b, room, ann }: Party,
  before: { readonly stored: readonly string[]; readonly told: readonly string[] } = { stored: [], told: [] },
): Promise<void> {
  const body = `still here ${Math.random()}`;
  expect(await a.ask({ room, body })).toMatchObject({ type: 'ack' });
  await b.next(hasBody(body));
  expect(bodiesAt(b)).toEqual([...before.told, body]);
  expect(await storedIn({ room, ann })).toEqual([...before.stored, body]);
}

/** Sends one bad frame: it is refused with `code`, nothing is stored, nobody is told, and the connection goes on. */
export async function refusesFrame(
  party: Party,
  frame: unknown,
  code: RefusalCode = 'invalid_request',
): Promise<Frame> {
  party.a.send(frame);
  const answer = await party.a.next(({ type }) => type === 'error' || type === 'ack');
  expectRefusal(answer, code);
  await goesOn(party);
  return answer;
}
