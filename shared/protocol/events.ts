import * as v from 'valibot';
import { type RoomId, UserId } from './ids.ts';

/** A user as others see them. */
export const Person = v.object({ id: UserId, username: v.string() });
export type Person = v.InferOutput<typeof Person>;

export const Role = v.picklist(['owner', 'member']);
export type Role = v.InferOutput<typeof Role>;

const numbered = {
  seq: v.number(),
  /** Who did it. */
  sender: Person,
  /** When it was accepted, by the server's clock, ISO 8601 in UTC. */
  at: v.string(),
};

export const Message = v.object({
  ...numbered,
  kind: v.literal('message'),
  /** The client message id. */
  id: v.string(),
  /** As it was sent, edits don't change it; empty once the message is deleted. */
  body: v.string(),
  /** The seq of the message that this one answers. */
  replyTo: v.optional(v.number()),
  deleted: v.optional(v.literal(true)),
});
export type Message = v.InferOutput<typeof Message>;

const change = {
  ...numbered,
  /** The id that the client made for it. */
  id: v.string(),
  /** The seq of the message that is changed: always less than this event's. */
  target: v.number(),
};

/** The message has another body from here on; empty once the message is deleted. */
const Edit = v.object({
  ...change,
  kind: v.literal('edit'),
  body: v.string(),
  deleted: v.optional(v.literal(true)),
});

/** One numbered thing that happened in a room. */
export const RoomEvent = v.variant('kind', [
  Message,
  Edit,
  v.object({ ...change, kind: v.literal('deletion') }),
  /** The sender has put the emoji on the message, or taken it back. What is so already may come again. */
  v.object({ ...change, kind: v.literal('reaction'), emoji: v.string(), on: v.boolean() }),
  v.object({ ...numbered, kind: v.literal('memberJoined'), member: Person, role: Role }),
  v.object({ ...numbered, kind: v.literal('memberLeft'), member: Person }),
  v.object({ ...numbered, kind: v.literal('rename'), name: v.string() }),
]);
export type RoomEvent = v.InferOutput<typeof RoomEvent>;

/** Events of one room, in seq order, as they are pushed. */
export type Batch = {
  readonly room: RoomId;
  readonly epoch: string;
  readonly events: readonly RoomEvent[];
};
