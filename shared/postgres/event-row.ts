import type { RoomEvent } from '../protocol/events.ts';
import type { UserId } from '../protocol/ids.ts';

/** A row of the view `room_events`. */
export type EventRow = {
  readonly seq: number;
  readonly kind: 'message' | 'memberJoined' | 'memberLeft' | 'rename';
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
};

export function toEvent(row: EventRow): RoomEvent {
  const numbered = {
    seq: row.seq,
    sender: { id: row.sender_id, username: row.sender_name },
    at: row.created_at.toISOString(),
  };
  const member = { id: row.member_id, username: row.member_name };
  switch (row.kind) {
    case 'message': {
      const message = { ...numbered, kind: row.kind, id: row.client_message_id, body: row.body };
      return row.reply_to === null ? message : { ...message, replyTo: row.reply_to };
    }
    case 'memberJoined':
      return { ...numbered, kind: row.kind, member, role: row.role };
    case 'memberLeft':
      return { ...numbered, kind: row.kind, member };
    case 'rename':
      return { ...numbered, kind: row.kind, name: row.name };
  }
}
