import { cursorOf, type RoomLog } from '../../client/room-log.ts';
import type { OpenSocket } from '../../client/socket.ts';
import type { Events } from '../../shared/protocol/server-frames.ts';
import type { Recorder } from './recorder.ts';

/** Counts what pushed events mean to a client that gets them: repeats, which it drops, and those ahead, which it parks. */
export const countedSockets =
  (open: OpenSocket, recorder: Recorder, log: (room: string) => RoomLog | undefined): OpenSocket =>
  (url, events) =>
    open(url, {
      ...events,
      text: (text) => {
        if (text.startsWith('{"type":"events"')) count(JSON.parse(text) as Events, { recorder, log });
        events.text(text);
      },
    });

type Context = { readonly recorder: Recorder; readonly log: (room: string) => RoomLog | undefined };

function count({ room, events }: Events, { recorder, log }: Context): void {
  const known = log(room);
  if (!known) return;
  const cursor = cursorOf(known);
  recorder.count('repeats dropped', events.filter(({ seq }) => seq <= cursor).length);
  const isAhead = (events[0]?.seq ?? 0) > cursor + 1;
  if (isAhead) recorder.count('parked', events.length);
}
