import { isDeepStrictEqual } from 'node:util';
import type { RoomEvent } from '../../../shared/protocol/events.ts';
import type { Applied, Breach, Check } from '../history.ts';
import { by } from './by.ts';

type Stored = {
  readonly epochs: ReadonlyMap<string, string>;
  readonly events: ReadonlyMap<string, readonly RoomEvent[]>;
};

/**
 * I4: what a client applied in a room is a contiguous run of the room's events, in order, each once, as they are stored.
 * Only where the client said that it starts anew may a run end and another begin.
 */
export const sameView: Check = ({ applied, rooms, events }) => {
  const byRoom = by(events, ({ room }) => room);
  const stored: Stored = {
    epochs: new Map(rooms.map(({ id, epoch }) => [id, epoch])),
    events: new Map([...byRoom].map(([room, list]) => [room, list.map(({ event }) => event)])),
  };
  const logs = by(applied, ({ client, room }) => `${client} in ${room}`);
  return [...logs].flatMap(([who, steps]) => follow(who, steps, stored));
};

function follow(who: string, steps: readonly Applied[], stored: Stored): readonly Breach[] {
  let run = newRun();
  return steps.flatMap(({ room, epoch, restarted, events }) => {
    if (restarted) run = newRun();
    if (epoch !== stored.epochs.get(room)) return [];
    const found = events.map((event) => take(event, run) ?? content(event, stored.events.get(room) ?? []));
    return found.flatMap((one) => (one ? [{ promise: 'I4', is: one.is, text: `${who} ${one.text}` }] : []));
  });
}

type Run = { cursor: number | undefined; readonly had: Set<number> };
const newRun = (): Run => ({ cursor: undefined, had: new Set() });
type Found = Pick<Breach, 'is' | 'text'>;

function take({ seq }: RoomEvent, run: Run): Found | undefined {
  const { cursor } = run;
  if (run.had.has(seq)) return { is: 'doubled', text: `applied ${seq} again` };
  run.cursor = seq;
  run.had.add(seq);
  if (cursor === undefined || seq === cursor + 1) return undefined;
  return { is: seq > cursor ? 'lost' : 'out of order', text: `applied ${seq} after ${cursor}` };
}

function content(event: RoomEvent, events: readonly RoomEvent[]): Found | undefined {
  const stored = events[event.seq - 1];
  if (isDeepStrictEqual(event, stored) || isErased(event, stored)) return undefined;
  return { is: 'altered', text: `applied another ${event.seq} than is stored` };
}

/** True when the event lost its body by a deletion, maybe after the client had it. */
function isErased(event: RoomEvent, stored: RoomEvent | undefined): boolean {
  if (stored === undefined || !('deleted' in stored)) return false;
  return isDeepStrictEqual({ ...event, body: '', deleted: true }, stored);
}
