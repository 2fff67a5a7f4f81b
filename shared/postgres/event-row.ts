import type { Batch, RoomEvent } from '../protocol/events.ts';
import type { RoomId, UserId } from '../protocol/ids.ts';

/** A row of the view `room_events`. */
export type EventRow = {
  readonly seq: number;
  readonly kind: RoomEvent['kind'];
  readonly created_at: Date;
  readonly sender_id: UserId;
  readonly sender_name: string;
  readonly client_message_id: string;
  readonly body: string;
  readonly reply_to: number | null;
  readonly member_id: UserId;
  readonly member_name: string;
  readonly role: 'owner' | 'member';
  readonly name: string;
  readonly target_seq: number;
  readonly emoji: string;
  readonly is_on: boolean;
  readonly deletion_seq: number | null;
};

export function toEvent(row: EventRow): RoomEvent {
  const numbered = {
    seq: row.seq,
    sender: { id: row.sender_id, username: row.sender_name },
    at: row.created_at.toISOString(),
  };
  const member = { id: row.member_id, username: row.member_name };
  const { client_message_id: id, target_seq: target } = row;
  const deleted = row.deletion_seq === null ? {} : { deleted: true as const };
  switch (row.kind) {
    case 'message': {
      const message = { ...numbered, kind: row.kind, id, body: row.body, ...deleted };
      return row.reply_to === null ? message : { ...message, replyTo: row.reply_to };
    }
    case 'edit':
      return { ...numbered, kind: row.kind, id, target, body: row.body, ...deleted };
    case 'deletion':
      return { ...numbered, kind: row.kind, id, target };
    case 'reaction':
      return { ...numbered, kind: row.kind, id, target, emoji: row.emoji, on: row.is_on };
    case 'memberJoined':
      return { ...numbered, kind: row.kind, member, role: row.role };
    case 'memberLeft':
      return { ...numbered, kind: row.kind, member };
    case 'rename':
      return { ...numbered, kind: row.kind, name: row.name };
  }
}

/** An event just committed, with its room's epoch. */
export type CommittedRow = EventRow & { readonly room_id: RoomId; readonly epoch: string };

/** The event that a statement has made, as it is announced. */
export const toBatch = ([row]: readonly CommittedRow[]): Batch | undefined =>
  row && { room: row.room_id, epoch: row.epoch, events: [toEvent(row)] };
