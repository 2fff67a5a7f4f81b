import { randomUUID } from 'node:crypto';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import * as v from 'valibot';
import { type DrainDeps, drainOutbox } from '../../shared/chat/drain-outbox.ts';
import { noteDelivered, noteTaken } from '../../shared/lambda/batch-metrics.ts';
import { callDeliver } from '../../shared/lambda/call-deliver.ts';
import { closeUnreachedConnections } from '../../shared/lambda/close-unreached-connections.ts';
import { database } from '../../shared/lambda/database.ts';
import { required } from '../../shared/lambda/environment.ts';
import { forgetConnections } from '../../shared/lambda/forget-connections.ts';
import { gateway } from '../../shared/lambda/gateway.ts';
import { beginLog, log } from '../../shared/lambda/logger.ts';
import { metered } from '../../shared/lambda/metered.ts';
import { redis } from '../../shared/lambda/redis.ts';
import { SeqRange } from '../../shared/lambda/seq-range.ts';
import { tellPresence } from '../../shared/lambda/tell-presence.ts';
import { toError } from '../../shared/lambda/to-error.ts';
import { markDelivered } from '../../shared/postgres/events.ts';
import { RoomId, Seq, UserId } from '../../shared/protocol/ids.ts';
import { settleBatch, takeBatch } from '../../shared/redis/outbox.ts';

const PresenceCall = v.object({
  presence: v.object({ user: UserId, online: v.boolean(), at: v.string() }),
});

const RoomCall = v.object({
  room: RoomId,
  token: v.optional(v.string()),
  handed: v.optional(
    v.object({
      seqs: v.array(Seq),
      left: v.array(v.object({ user: UserId, connection: v.string() })),
    }),
  ),
});

const deps: Omit<DrainDeps, 'takeBatch'> = {
  post: gateway.post,
  settle: (settlement) => settleBatch(redis, settlement),
  forget: forgetConnections,
  markDelivered: async (room, seqs) => {
    noteDelivered(room, seqs);
    try {
      await markDelivered(
        database,
        seqs.map((seq) => ({ room, seq })),
      );
      return true;
    } catch (error) {
      log.warn('delivery.unmarked', { roomId: room, error: toError(error) });
      return false;
    }
  },
  closeUnreached: closeUnreachedConnections,
  callDeliver,
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

const roomPostsPerSecond = Number(required('ROOM_POSTS_PER_SECOND'));

/** The time kept for the posts under way and for handing over. */
const reserveMs = 15_000;

async function drain(
  { room, token = randomUUID(), handed }: v.InferOutput<typeof RoomCall>,
  context: Context,
): Promise<void> {
  const start = performance.now();
  beginLog({ requestId: context.awsRequestId, roomId: room });
  const workMs = Math.max(0, context.getRemainingTimeInMillis() - reserveMs);
  const seqs = new SeqRange();
  const take: DrainDeps['takeBatch'] = async (lease) => {
    const next = await takeBatch(redis, lease);
    if (next.kind === 'batch') {
      noteTaken(room, next.entries);
      seqs.add(next.entries);
    }
    return next;
  };
  const command = { room, token, handed, workMs, roomPostsPerSecond };
  const { ended, ...counts } = await drainOutbox({ ...deps, takeBatch: take }, command);
  const durationMs = Math.round(performance.now() - start);
  log.info('room.drained', { ...seqs.fields, ...counts, reason: ended, durationMs });
}

async function deliver(input: unknown, context: Context): Promise<void> {
  const call = v.parse(v.union([RoomCall, PresenceCall]), input);
  if ('room' in call) return drain(call, context);
  beginLog({ requestId: context.awsRequestId });
  return tellPresence(call.presence);
}

/**
 * Delivers what waits in a room's outbox, or tells others that a user has come. Called asynchronously; a call for a room that has a
 * deliverer does nothing.
 */
export const handler = middy<unknown, void>().use(metered).handler(deliver);
