import { simulateBusyRoom } from '../../bench/simulate/busy-room.ts';
import { operationMs } from '../../bench/simulate/operations.ts';
import { timings } from '../../bench/simulate/timings.ts';
import { messagesPerSecond, pingsPerSecond, renewalMinutes, traffic } from '../../bench/simulate/traffic.ts';
import { limits } from '../../shared/protocol/limits.ts';
import { add, times, type Usage } from './bill.ts';
import { assumed, framesOf, invocationsOf, postsOf } from './invocations.ts';
import { usageOf } from './messages.ts';

const { hoursPerDay, workingDaysPerMonth, messagesPerDay, rooms } = traffic;

const minutesPerMonth = hoursPerDay * 60 * workingDaysPerMonth;
/** Bytes of a pong with the heads of ten rooms, and of a synced answer with little in it. */
const pongBytes = 1_050;

/** Bytes of a presence frame. */
const presenceBytes = 200;

/** A function of one operation, called so often. */
const calls = (name: keyof typeof operationMs, count: number, lines: number): Usage =>
  invocationsOf(name === 'ticket' ? 'http' : name, { count, ms: count * operationMs[name], lines });

/** Pings and their pongs, of one user in a month. */
export function pingUsage(): Usage {
  const pings = pingsPerSecond * minutesPerMonth * 60;
  return add(framesOf(pings, pongBytes), calls('ping', pings, 0));
}

/**
 * That one user comes and goes, once a day, told to everybody in the rooms that are told: the one by the deliver function, the other
 * by the sweeper. As if nobody met in two rooms, so rather more than less.
 */
function presenceUsage(): Usage {
  const small = rooms.filter(({ members }) => members <= limits.signConnections);
  const listeners = small.reduce((sum, { roomsOfUser, members }) => sum + roomsOfUser * (members - 1), 0);
  const { ownMs, redisMs, postgresMs, postMs } = timings;
  const ms = ownMs + redisMs + postgresMs + Math.ceil(listeners / limits.parallelPosts) * postMs;
  return add(
    postsOf(2 * workingDaysPerMonth * listeners, presenceBytes),
    invocationsOf('deliver', { count: workingDaysPerMonth, ms: workingDaysPerMonth * ms, lines: 1 }),
  );
}

/** Coming, renewing and going, of one user in a month: once a day, and every 110 minutes. */
export function connectUsage(): Usage {
  const connects = workingDaysPerMonth * (1 + (hoursPerDay * 60) / renewalMinutes);
  return add(
    {
      connectionMinutes: minutesPerMonth,
      httpRequests: connects,
      cloudFrontRequests: connects + workingDaysPerMonth,
      cloudFrontGb: (workingDaysPerMonth * assumed.pageBytes) / 1e9,
    },
    framesOf(2 * connects, pongBytes),
    presenceUsage(),
    calls('ticket', connects, 1),
    calls('authorize', connects, 0),
    calls('connect', connects, 1),
    calls('ping', connects, 0),
    calls('sync', connects, 0),
    calls('disconnect', connects, 1),
  );
}

/** The messages of one user in a month, each to everybody in its room, in rooms as busy as the traffic makes them. */
export function messageUsage(): Usage {
  const messages = messagesPerDay * workingDaysPerMonth;
  return add(
    ...rooms.map(({ members, roomsOfUser, messageShare }) => {
      const perSecond = (messagesPerSecond * messageShare * members) / roomsOfUser;
      const run = simulateBusyRoom({
        ...{ members, messagesPerSecond: perSecond, delivery: 'group', seed: 1 },
        seconds: Math.ceil(500 / perSecond),
      });
      return times(usageOf(run, members), (messages * messageShare) / run.messages);
    }),
  );
}
