import * as v from 'valibot';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const id = v.pipe(v.string(), v.regex(uuid, 'is not a UUID'), v.toLowerCase());

export const RoomId = v.pipe(id, v.brand('RoomId'));
export type RoomId = v.InferOutput<typeof RoomId>;

/** The room id that a text is; undefined when it is something else. */
export function asRoomId(text: string): RoomId | undefined {
  const result = v.safeParse(RoomId, text);
  return result.success ? result.output : undefined;
}

export const UserId = v.pipe(id, v.brand('UserId'));
export type UserId = v.InferOutput<typeof UserId>;

/** The user id that a text is; undefined when it is something else. */
export function asUserId(text: string): UserId | undefined {
  const result = v.safeParse(UserId, text);
  return result.success ? result.output : undefined;
}

export const SessionId = v.pipe(id, v.brand('SessionId'));
export type SessionId = v.InferOutput<typeof SessionId>;

/** A client message id: made by the client, so that a retry is known as one. */
export const MessageId = v.pipe(id, v.brand('MessageId'));
export type MessageId = v.InferOutput<typeof MessageId>;

/** An event's number in its room: 1, 2, 3 … with no hole. */
export const Seq = v.pipe(
  v.number('is not a number'),
  v.safeInteger('is not a whole number'),
  v.minValue(1, 'is less than 1'),
);

/** The highest seq a client has applied: 0 when it has nothing. */
export const Cursor = v.pipe(
  v.number('is not a number'),
  v.safeInteger('is not a whole number'),
  v.minValue(0, 'is less than 0'),
);
