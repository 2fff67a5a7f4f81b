import type { RoomEvent } from '../shared/protocol/events.ts';

type Note = Exclude<RoomEvent, { kind: 'message' }>;

/** What happened in a room, in words; undefined for kinds that only a newer server knows. */
export function noteText(event: Note): string | undefined {
  switch (event.kind) {
    case 'memberJoined':
      return joinedText(event.sender.username, event.member.username, event.seq);
    case 'memberLeft':
      return leftText(event.sender.username, event.member.username);
    case 'rename':
      return `${event.sender.username} named the room “${event.name}”`;
    default:
      return undefined;
  }
}

function joinedText(actor: string, member: string, seq: number): string {
  if (actor !== member) return `${actor} added ${member}`;
  return seq === 1 ? `${actor} opened the room` : `${actor} joined`;
}

const leftText = (actor: string, member: string): string =>
  actor === member ? `${actor} left` : `${actor} removed ${member}`;
