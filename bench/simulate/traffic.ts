import { hiddenPeriod, visiblePeriod } from '../../client/heartbeat.ts';
import { renewalDelay } from '../../client/retry-delay.ts';

/** What people do: assumptions, none of them measured. Another team has others; change them here and run it again. */
export const traffic = {
  /** Of the connected users, how many look at the page: they ping every 30 s, the others every 4 min. */
  visibleShare: 0.4,
  /** Messages of a user on a working day. */
  messagesPerDay: 30,
  /** Hours that a user is connected on a working day. */
  hoursPerDay: 8,
  /** How much of a day's messages the busiest hour has, over an even spread. */
  busyHourFactor: 2,
  workingDaysPerMonth: 22,
  /**
   * Rooms by how many of their members are connected: how many of that size a user is in, and what share of the messages goes
   * to them.
   */
  rooms: [
    { members: 2, roomsOfUser: 4, messageShare: 0.45 },
    { members: 10, roomsOfUser: 3, messageShare: 0.35 },
    { members: 50, roomsOfUser: 2, messageShare: 0.18 },
    { members: 1_000, roomsOfUser: 1, messageShare: 0.02 },
  ],
} as const;

export const roomsOfUser = traffic.rooms.reduce((sum, room) => sum + room.roomsOfUser, 0);

/** Pings of a connection in a second, over visible and hidden ones. */
export const pingsPerSecond =
  (traffic.visibleShare * 1_000) / visiblePeriod + ((1 - traffic.visibleShare) * 1_000) / hiddenPeriod;

/** Messages of a connected user in a second of the busiest hour. */
export const messagesPerSecond =
  (traffic.messagesPerDay * traffic.busyHourFactor) / (traffic.hoursPerDay * 3_600);

/** After how long a client renews its connection, in minutes: the middle of when. */
export const renewalMinutes = renewalDelay(() => 0.5) / 60_000;
