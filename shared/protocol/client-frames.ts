import * as v from 'valibot';
import { Cursor, MessageId, RoomId, Seq } from './ids.ts';
import { limits } from './limits.ts';
import { Body, Emoji, storable } from './text.ts';

/** Of a room; any text, since one of another time or server is no error. */
const Epoch = v.pipe(v.string(), storable);

/** What a client sends: JSON text, the route is `action`. Unknown fields are refused, so that a typo is not silence. */
export const SendMessage = v.strictObject({
  action: v.literal('sendMessage'),
  /** Left out on a connection made with `?room=`. */
  room: v.optional(RoomId),
  /** Made by the server if missing; a retry without it is a second message. */
  id: v.optional(MessageId),
  body: Body,
  replyTo: v.optional(Seq),
  /** The room's, when the seq of `replyTo` was learnt: in another one, the message replies to nothing. */
  epoch: v.optional(Epoch),
});
export type SendMessage = v.InferOutput<typeof SendMessage>;

const change = {
  room: v.optional(RoomId),
  /** Made by the server if missing; a retry without it is a second change. */
  id: v.optional(MessageId),
  /** The seq of the message to change. */
  seq: Seq,
  /** The room's, when the seq was learnt: after a restore from a backup, another message may have the seq. */
  epoch: v.optional(Epoch),
};

/** Gives a message of one's own another body. */
export const EditMessage = v.strictObject({ action: v.literal('editMessage'), ...change, body: Body });
export type EditMessage = v.InferOutput<typeof EditMessage>;

/** Deletes a message of one's own, or, as the room's owner, anybody's: its body is erased. */
export const DeleteMessage = v.strictObject({ action: v.literal('deleteMessage'), ...change });
export type DeleteMessage = v.InferOutput<typeof DeleteMessage>;

/** Puts an emoji on a message, or takes one's own back. */
export const React = v.strictObject({
  action: v.literal('react'),
  ...change,
  emoji: Emoji,
  on: v.boolean(),
});
export type React = v.InferOutput<typeof React>;

/** Says up to where a room was read. */
export const MarkRead = v.strictObject({
  action: v.literal('markRead'),
  room: v.optional(RoomId),
  seq: Seq,
});
export type MarkRead = v.InferOutput<typeof MarkRead>;

/** Says that somebody is typing, or no longer. */
export const Typing = v.strictObject({
  action: v.literal('typing'),
  room: v.optional(RoomId),
  on: v.boolean(),
});
export type Typing = v.InferOutput<typeof Typing>;

/** Asks for what was missed. Without `cursors`: the newest events of every room of the connection. */
export const Sync = v.strictObject({
  action: v.literal('sync'),
  cursors: v.optional(
    v.pipe(
      // A record takes an array for an object without keys: that would be silence.
      v.custom<Readonly<Record<string, unknown>>>((input) => !Array.isArray(input), 'is not Object'),
      v.record(RoomId, v.strictObject({ epoch: v.optional(Epoch), seq: Cursor })),
      v.check(
        (cursors) => Object.keys(cursors).length <= limits.syncRooms,
        `names more than ${limits.syncRooms} rooms`,
      ),
    ),
  ),
});
export type Sync = v.InferOutput<typeof Sync>;

/** Renews the connection's registration, and asks for the heads of its rooms. */
export const Ping = v.strictObject({
  action: v.literal('ping'),
  rooms: v.optional(
    v.pipe(v.array(RoomId), v.maxLength(limits.syncRooms, `names more than ${limits.syncRooms} rooms`)),
  ),
});
export type Ping = v.InferOutput<typeof Ping>;
