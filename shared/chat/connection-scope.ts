import type { Person } from '../protocol/events.ts';
import type { RoomId, SessionId } from '../protocol/ids.ts';

/** Who is on a connection, and with what: decided when it opened, the same for as long as it lasts. */
export type ConnectionScope = {
  readonly connection: string;
  readonly user: Person;
  readonly session: SessionId;
  /** The only room of the connection, when it was opened with `?room=`. */
  readonly only: RoomId | undefined;
};
