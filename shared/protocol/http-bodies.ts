import * as v from 'valibot';
import { Person, Role, RoomEvent } from './events.ts';
import { Cursor } from './ids.ts';
import { limits } from './limits.ts';
import { Password, RoomName, storable, Username } from './text.ts';

/** What the HTTP API takes. Unknown fields are refused. */
export const Registration = v.strictObject({ username: Username, password: Password });

/** Any text may be tried as a name or a password: what can't be one is simply wrong. */
const Tried = v.pipe(v.string(), storable, v.maxLength(1_000, 'is longer than 1000 characters'));
export const Credentials = v.strictObject({ username: Tried, password: Tried });

export const PasswordChange = v.strictObject({ password: Tried, newPassword: Password });

/** Removing an account wants the password once more. */
export const Removal = v.strictObject({ password: Tried });

export const NewRoom = v.strictObject({
  name: RoomName,
  /** Usernames; the one who creates the room is its owner and need not be named. */
  members: v.optional(
    v.pipe(
      v.array(Username),
      v.maxLength(limits.initialMembers, `names more than ${limits.initialMembers} members`),
    ),
    [],
  ),
});

export const RoomChange = v.strictObject({ name: RoomName });

export const NewMember = v.strictObject({ username: Username });

/** Of a user, by an admin. */
export const UserChange = v.strictObject({ disabled: v.boolean() });

/** Of `npm run create-admin`: the password is for a user who is not there yet. */
export const NewAdmin = v.strictObject({ username: Username, password: v.optional(Password) });

const wholeNumber = (least: number) =>
  v.pipe(
    v.string(),
    v.regex(/^\d{1,15}$/, 'is not a whole number'),
    v.transform(Number),
    v.minValue(least, `is less than ${least}`),
  );

const pageSize = (most: number) =>
  v.optional(v.pipe(wholeNumber(1), v.maxValue(most, `is more than ${most}`)), String(most));

/** A page of history: newest first page by default; `after` goes forwards, `before` backwards. Always in seq order. */
export const HistoryQuery = v.pipe(
  v.strictObject({
    after: v.optional(wholeNumber(0)),
    before: v.optional(wholeNumber(1)),
    limit: pageSize(limits.pageEvents),
  }),
  v.check((query) => query.after === undefined || query.before === undefined, 'has both after and before'),
);
export type HistoryQuery = v.InferOutput<typeof HistoryQuery>;

/** A part of a username: what no username can have finds nobody. */
const NamePart = v.pipe(
  v.string(),
  storable,
  v.maxLength(limits.usernameCharacters.most, `is longer than ${limits.usernameCharacters.most} characters`),
);

/** A page of the users, by name whatever its case. */
export const UsersQuery = v.strictObject({
  search: v.optional(NamePart, ''),
  after: v.optional(NamePart, ''),
  limit: pageSize(limits.pageUsers),
});

/** What the HTTP API answers. */
export const User = v.object({ id: Person.entries.id, username: v.string(), createdAt: v.string() });
export type User = v.InferOutput<typeof User>;

/** A user as admins see them. */
export const OverseenUser = v.object({
  ...User.entries,
  admin: v.boolean(),
  disabledAt: v.nullable(v.string()),
});
export type OverseenUser = v.InferOutput<typeof OverseenUser>;

export const OverseenUsers = v.object({
  users: v.array(OverseenUser),
  /** There are more after the last of them. */
  more: v.boolean(),
});

/** A session token is shown once, here. */
export const Session = v.object({ user: User, token: v.string(), expiresAt: v.string() });

export const Ticket = v.object({
  /** Used once, as `?ticket=` on the URL. */
  ticket: v.string(),
  url: v.string(),
  expiresAt: v.string(),
});

export const Room = v.object({
  id: v.string(),
  name: v.string(),
  epoch: v.string(),
  head: v.number(),
  /** The caller's role. */
  role: Role,
  /** Messages of others above the caller's read cursor. */
  unread: v.number(),
  members: v.number(),
  createdAt: v.string(),
  /** With the beginning of the body that it has now. */
  lastMessage: v.nullable(RoomEvent),
});
export type Room = v.InferOutput<typeof Room>;

export const Rooms = v.object({ rooms: v.array(Room) });

export const Member = v.object({
  user: Person,
  role: Role,
  joinedAt: v.string(),
  /** True while one of the member's connections is registered. */
  online: v.boolean(),
  /** The highest seq the member has read. */
  read: Cursor,
});
export type Member = v.InferOutput<typeof Member>;

export const Members = v.object({ members: v.array(Member) });

export const History = v.object({
  epoch: v.string(),
  head: v.number(),
  /** In seq order, whichever way was asked. */
  events: v.array(RoomEvent),
  /** There are more in the direction asked for. */
  more: v.boolean(),
});
export type History = v.InferOutput<typeof History>;

export const Health = v.object({
  status: v.picklist(['ok', 'degraded', 'down']),
  postgres: v.picklist(['ok', 'down']),
  redis: v.picklist(['ok', 'down']),
});
