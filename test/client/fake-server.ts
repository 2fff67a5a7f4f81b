import type { Deed } from '../../client/outbox.ts';
import type { RoomEvent } from '../../shared/protocol/events.ts';

type Frame = Readonly<Record<string, unknown>>;
type Push = (frame: Frame) => void;
type Cursors = Readonly<Record<string, { readonly epoch?: string; readonly seq: number }>>;

type Made = Deed & { readonly room: string; readonly id: string; readonly seq?: number };

const page = 10;
const sender = { id: 'ann' as never, username: 'ann' };
const kinds = { sendMessage: 'message', editMessage: 'edit', deleteMessage: 'deletion', react: 'reaction' };

/** Rooms in memory that keep the promises of the protocol: one event per id, seqs without a hole, sync by cursor. */
export class FakeServer {
  readonly rooms = new Map<string, { epoch: string; events: RoomEvent[] }>();
  readonly #connections = new Set<Push>();

  constructor(rooms: readonly string[]) {
    for (const room of rooms) this.rooms.set(room, { epoch: 'e1', events: [] });
  }

  /** A connection is open: pushes go to it until what is answered is called. */
  connect(push: Push): () => void {
    this.#connections.add(push);
    return () => this.#connections.delete(push);
  }

  /** Takes a frame; answers what goes back on the same connection. */
  take(frame: Frame): Frame {
    switch (frame['action']) {
      case 'sendMessage':
      case 'editMessage':
      case 'deleteMessage':
      case 'react':
        return this.#accept(frame as Made);
      case 'sync':
        return { type: 'synced', rooms: this.#synced((frame as unknown as { cursors: Cursors }).cursors) };
      default:
        return {
          type: 'pong',
          heads: Object.fromEntries(
            [...this.rooms].map(([id, { epoch, events }]) => [id, { epoch, seq: events.length }]),
          ),
        };
    }
  }

  /** Bodies of a room's messages and edits, in seq order. */
  bodies(room: string): readonly string[] {
    const events = this.rooms.get(room)?.events ?? [];
    return events.flatMap((event) => ('body' in event ? [event.body] : []));
  }

  #accept({ action, room, seq: target, ...content }: Made): Frame {
    const { id } = content;
    const log = this.rooms.get(room);
    const isThere = target === undefined || log?.events[target - 1]?.kind === 'message';
    if (!log || !isThere)
      return { type: 'error', code: 'not_found', message: '', requestId: '', retryable: false, id };
    const old = log.events.find((event) => 'id' in event && event.id === id);
    if (old) return { type: 'ack', id, room, seq: old.seq, at: old.at, repeated: true };
    const at = '2026-01-01T00:00:00.000Z';
    const of = target === undefined ? {} : { target };
    const event = {
      kind: kinds[action],
      seq: log.events.length + 1,
      sender,
      at,
      ...of,
      ...content,
    } as RoomEvent;
    log.events.push(event);
    for (const push of [...this.#connections])
      push({ type: 'events', room, epoch: log.epoch, events: [event] });
    return { type: 'ack', id, room, seq: event.seq, at, repeated: false };
  }

  #synced(cursors: Cursors): Frame {
    const known = Object.entries(cursors).filter(([id]) => this.rooms.has(id));
    return Object.fromEntries(known.map(([id, cursor]) => [id, this.#missed(id, cursor)]));
  }

  #missed(id: string, cursor: { readonly epoch?: string; readonly seq: number }) {
    const { epoch, events } = this.rooms.get(id) ?? { epoch: '', events: [] };
    const head = events.length;
    const knows = cursor.epoch === undefined || cursor.epoch === epoch;
    const from = knows && head - cursor.seq <= 3 * page ? cursor.seq : Math.max(0, head - page);
    const missed = events.slice(from, from + page);
    return { epoch, head, events: missed, more: from + missed.length < head };
  }
}
