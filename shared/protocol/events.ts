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
  body: v.string(),
  /** The seq of the message that this one answers. */
  replyTo: v.optional(v.number()),
});
export type Message = v.InferOutput<typeof Message>;

/** One numbered thing that happened in a room. */
export const RoomEvent = v.variant('kind', [
  Message,
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
