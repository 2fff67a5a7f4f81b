import { randomUUID } from 'node:crypto';
import type { RoomEvent } from '../../shared/protocol/events.ts';
import type { FrameOf, Line } from './line.ts';
import type { Meeting, Scene } from './meet.ts';

/** Sends both ways, the same twice, while somebody is away, and reads it all again; four messages, so no throttle is met. */
export async function talk({ step, ben, dial }: Scene, { a, b, room }: Meeting): Promise<void> {
  const first = await step('ann sends, and ben is told', () => tell({ from: a, to: b, room, body: 'hello' }));
  await step('ben sends, and ann is told', () => tell({ from: b, to: a, room, body: 'hello yourself' }));
  await step('a message sent again is stored once', async () => {
    a.send({ action: 'sendMessage', room, id: first.id, body: 'hello' });
    const { seq } = await a.next({ type: 'ack', where: ({ id, repeated }) => id === first.id && repeated });
    if (seq !== first.seq) throw new Error(`it has the seq ${first.seq}, and then ${seq}`);
  });
  await step('ben hangs up, connects again, and syncs what was missed', async () => {
    b.drop();
    const missed = await send(a, room, 'are you there?');
    const again = await dial({ token: ben.token });
    again.send({ action: 'sync', cursors: { [room]: { seq: missed.seq - 1 } } });
    const { rooms } = await again.next({ type: 'synced' });
    expectBodies(
      Object.values(rooms).flatMap(({ events }) => events),
      ['are you there?'],
    );
  });
  await step('the history has every message once, in order', async () => {
    const { events } = await ben.http.history(room);
    expectBodies(events, ['hello', 'hello yourself', 'are you there?']);
  });
}

/** Logs ann out, who is told and cut off. */
export async function logOut({ step, ann }: Scene, { a }: Meeting): Promise<void> {
  await step('ann logs out, and her connection is closed', async () => {
    await ann.http.logOut();
    await a.next({ type: 'bye', where: ({ code }) => code === 'logged_out' });
    await a.closed();
  });
}

async function send(line: Line, room: string, body: string): Promise<FrameOf<'ack'>> {
  const message = randomUUID();
  line.send({ action: 'sendMessage', room, id: message, body });
  return line.next({ type: 'ack', where: ({ id }) => id === message });
}

type Message = { readonly from: Line; readonly to: Line; readonly room: string; readonly body: string };

async function tell({ from, to, room, body }: Message): Promise<FrameOf<'ack'>> {
  const ack = await send(from, room, body);
  await to.next({ type: 'events', where: ({ events }) => events.some(({ seq }) => seq === ack.seq) });
  return ack;
}

function expectBodies(events: readonly RoomEvent[], wanted: readonly string[]): void {
  const found = events.flatMap((event) => (event.kind === 'message' ? [event.body] : []));
  if (JSON.stringify(found) === JSON.stringify(wanted)) return;
  throw new Error(`expected ${JSON.stringify(wanted)}, found ${JSON.stringify(found)}`);
}
