import { WebSocket } from 'ws';
import type { OpenSocket } from '../../client/socket.ts';
import type { ServerFrame, SyncedRoom } from '../../shared/protocol/server-frames.ts';
import type { Answer, Counted, Told } from './history.ts';
import type { Recorder } from './recorder.ts';

type Outgoing = { readonly action: string; readonly room: string; readonly id: string };
/** The frames that the throttle counts. */
const counted: Readonly<Record<string, Counted>> = {
  sendMessage: 'messages',
  editMessage: 'changes',
  deleteMessage: 'changes',
  react: 'changes',
};

type Context = { readonly recorder: Recorder; readonly user: string; readonly socket: number };

/** Opens real sockets of a user and writes down what goes over them. A frame of one is told under the socket's number. */
export function recordedSockets(recorder: Recorder, user: string): OpenSocket {
  return (url, events) => {
    const context = { recorder, user, socket: recorder.nextSocket() };
    const raw = new WebSocket(url, { perMessageDeflate: false });
    raw.on('open', () => events.opened());
    raw.on('message', (data) => {
      const text = String(data);
      noteIncoming(context, text);
      events.text(text);
    });
    raw.on('close', () => events.closed());
    // Told by the close that follows.
    raw.on('error', () => undefined);
    return {
      send: (text) => {
        if (raw.readyState !== raw.OPEN) return;
        noteOutgoing(context, text);
        raw.send(text);
      },
      // Nobody waits for the other end's goodbye here.
      close: () => raw.terminate(),
    };
  };
}

function noteOutgoing({ recorder, user, socket }: Context, text: string): void {
  const { action, room, id } = JSON.parse(text) as Outgoing;
  recorder.count(`frames out: ${action}`);
  recorder.sent.push({ socket, at: Date.now() });
  const of = counted[action];
  if (of) recorder.tries.push({ of, user, socket, room, id, at: Date.now() });
}

function noteIncoming(context: Context, text: string): void {
  const { recorder } = context;
  const frame = JSON.parse(text) as ServerFrame | { readonly type?: undefined };
  recorder.count(`frames in: ${frame.type ?? 'gateway error'}`);
  const answer = toAnswer(context, frame);
  if (answer) recorder.answers.push(answer);
  recorder.told.push(...tellings(context, frame));
}

function toAnswer({ user, socket }: Context, frame: ServerFrame | { type?: undefined }): Answer | undefined {
  if (frame.type !== 'ack' && frame.type !== 'error') return undefined;
  const { id } = frame;
  if (id === undefined) return undefined;
  const from = { user, socket, id, at: Date.now() };
  if (frame.type === 'error') {
    const { code, retryAfterMs } = frame;
    return { ...from, outcome: { kind: 'refused', code, retryAfterMs } };
  }
  const { room, seq, repeated } = frame;
  return { ...from, outcome: { kind: 'acked', room, seq, repeated } };
}

const highestOf = ({ head, events }: SyncedRoom) => Math.max(head, events.at(-1)?.seq ?? 0);

/** What a frame tells of rooms. */
function tellings({ user }: Context, frame: ServerFrame | { type?: undefined }): readonly Told[] {
  const at = Date.now();
  switch (frame.type) {
    case 'events': {
      const highest = Math.max(...frame.events.map(({ seq }) => seq));
      return [{ user, room: frame.room, at, highest, by: 'events' }];
    }
    case 'synced':
      return Object.entries(frame.rooms).map(([room, synced]) => {
        return { user, room, at, highest: highestOf(synced), by: 'synced' };
      });
    case 'pong':
      return Object.entries(frame.heads).map(([room, { seq: highest }]) => {
        return { user, room, at, highest, by: 'pong' };
      });
    case 'roomAdded':
      return [{ user, room: frame.room, at, highest: 0, by: 'roomAdded' }];
    default:
      return [];
  }
}
