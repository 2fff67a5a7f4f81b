import { type Dial, type Line, Refused } from './line.ts';
import type { Step } from './step.ts';
import type { Visitor } from './visitor.ts';

export type Scene = {
  readonly step: Step;
  readonly ann: Visitor;
  readonly ben: Visitor;
  readonly dial: Dial;
  /** Of the WebSocket API, as it was given. */
  readonly websocket: string;
};

/** Two users connected, and a room with both in it. */
export type Meeting = { readonly a: Line; readonly b: Line; readonly room: string };

/** Connects both ways there are, sees that there is no third, and makes a room. */
export async function meet({ step, ann, ben, dial, websocket }: Scene): Promise<Meeting> {
  await step('nobody connects without a ticket', () => refused(dial, {}));
  const a = await step('ann connects with a ticket, which is good for once', async () => {
    const { ticket, url } = await ann.http.ticket();
    if (url !== websocket) throw new Error(`tickets name another WebSocket URL, ${url}`);
    const line = await dial({ ticket });
    await refused(dial, { ticket });
    return line;
  });
  const b = await step('ben connects with a session token', () => dial({ token: ben.token }));
  const room = await step('ann makes a room with ben in it, and ben is told', async () => {
    const { id } = await ann.http.createRoom({ name: 'Smoke test', members: [ben.username] });
    await b.next({ type: 'roomAdded', where: (frame) => frame.room === id });
    return id;
  });
  return { a, b, room };
}

/** @throws unless the handshake is answered 401. */
async function refused(dial: Dial, way: Parameters<Dial>[0]): Promise<void> {
  try {
    const line = await dial(way);
    line.drop();
  } catch (error) {
    if (error instanceof Refused && error.status === 401) return;
    throw error;
  }
  throw new Error('somebody without a valid ticket was let in');
}
