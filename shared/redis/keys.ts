import { type RoomId, type UserId, UserId as UserIdSchema } from '../protocol/ids.ts';
import { parse } from '../protocol/parse.ts';

/** Every key of Parley. What stands in braces decides the slot, so a script's keys are all of one user or one room. */
export const keys = {
  /** ZSET: digests of tries that were let through in the last hour, scored by the microsecond; the newest. */
  throttle: (user: UserId) => `user:{${user}}:throttle`,
  /** ZSET: the same of edits, deletions and reactions. */
  changeThrottle: (user: UserId) => `user:{${user}}:changes`,
  /** ZSET: the user's connections, scored by the end of their lease. */
  userConnections: (user: UserId) => `user:{${user}}:connections`,
  /** HASH: connection → its session, its only room, and a digest of the rooms that it has entered, as `session/room/digest`. */
  connectionDetails: (user: UserId) => `user:{${user}}:details`,
  /** Set once others were told that the user has gone, until the user is back. */
  away: (user: UserId) => `user:{${user}}:away`,
  /** Count of the frames of a connection in this second. */
  connectionFrames: (user: UserId, connection: string) => `user:{${user}}:frames:${connection}`,
  /** When a connection first took nothing of what was posted to it, in milliseconds; forgotten after a few minutes. */
  unreached: (user: UserId, connection: string) => `user:{${user}}:unreached:${connection}`,
  /** ZSET: the connections a room's events go to, as `user/connection`, scored by when they end at the latest. */
  roomConnections: (room: RoomId) => `room:{${room}}:connections`,
  /** What a connection said lately of whether its user is typing in the room: `on` or `off`. */
  typing: (room: RoomId, connection: string) => `room:{${room}}:typing:${connection}`,
  /** ZSET: users removed lately, scored by when that is forgotten: they can't be registered by one who has not heard of it. */
  roomRemoved: (room: RoomId) => `room:{${room}}:removed`,
  /** ZSET: committed events that wait to be posted, scored by seq. */
  outbox: (room: RoomId) => `room:{${room}}:outbox`,
  /** HASH: `token` of the one who delivers the room's events now, and whether it looks for more before it ends. */
  lease: (room: RoomId) => `room:{${room}}:lease`,
  /** ZSET: seqs that were posted and are not marked in Postgres yet, scored by when. */
  posted: (room: RoomId) => `room:{${room}}:posted`,
  /** ZSET: users whose last connection ended and of whom nobody was told so yet, scored by when. */
  departures: 'sweep:departures',
  /** Where the sweeper's walk through the keys stands. */
  sweepCursor: 'sweep:cursor',
} as const;

/** What the keys of a kind look like. */
export const patterns = {
  userConnections: /^user:\{[^}]+\}:connections$/,
  roomConnections: /^room:\{[^}]+\}:connections$/,
} as const;

/** The user whose key it is. */
export const ownerOf = (userKey: string): UserId =>
  parse(UserIdSchema, userKey.slice(userKey.indexOf('{') + 1, userKey.indexOf('}')), 'key');
