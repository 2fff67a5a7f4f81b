import { type BusyRoomRun, simulateBusyRoom } from '../../bench/simulate/busy-room.ts';
import type { Delivery } from '../../bench/simulate/rooms.ts';
import { timings } from '../../bench/simulate/timings.ts';
import { add, times, total, type Usage } from './bill.ts';
import { framesOf, invocationsOf, postsOf } from './invocations.ts';

/** Bytes of an ack. */
const ackBytes = 150;
/** Bytes of a frame around its events. */
const frameBytes = 130;

/** What a message costs on its way, from the sender's frame to everybody's posts. */
export function usageOf(
  { messages, posts, sendMs, deliverInvocations, deliverMs }: BusyRoomRun,
  members: number,
): Usage {
  const eventsDelivered = messages * members;
  const bytesOfPost = posts === 0 ? 0 : frameBytes + (eventsDelivered / posts) * timings.eventBytes;
  return add(
    framesOf(messages, ackBytes),
    invocationsOf('send-message', { count: messages, ms: sendMs, lines: 2 }),
    invocationsOf('deliver', { count: deliverInvocations, ms: deliverMs, lines: 1 }),
    postsOf(posts, bytesOfPost),
  );
}

/** Rooms, and messages a second in them: quiet ones, and as busy as their members can make them. */
export const cases = [
  { members: 2, messagesPerSecond: 0.2 },
  { members: 10, messagesPerSecond: 0.2 },
  { members: 10, messagesPerSecond: 2 },
  { members: 50, messagesPerSecond: 0.2 },
  { members: 50, messagesPerSecond: 10 },
  { members: 1_000, messagesPerSecond: 0.2 },
  { members: 1_000, messagesPerSecond: 5 },
  { members: 1_000, messagesPerSecond: 50 },
] as const;

export type MessageCost = { readonly posts: number; readonly usd: number };

/** What a million messages cost in a room: enough of them simulated, and multiplied. */
export function millionMessages(room: (typeof cases)[number], delivery: Delivery): MessageCost {
  const seconds = Math.max(300, 600 / room.messagesPerSecond);
  const run = simulateBusyRoom({ ...room, delivery, seconds, seed: 1 });
  const factor = 1e6 / run.messages;
  return { posts: run.posts * factor, usd: total(times(usageOf(run, room.members), factor)) };
}
