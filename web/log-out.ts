import type { Chat } from './chat.ts';
import { clearUser, endSession, type Store, type StoredSession, storedOutbox } from './stored.ts';

/** True when something was written, in any tab, that the server does not have yet. */
export function isUnsent({ client, me }: Pick<Chat, 'client' | 'me'>, store: Store): boolean {
  const isKept = storedOutbox(store, me.id).all().length > 0;
  return isKept || client.rooms.some((room) => client.outgoing(room).length > 0);
}

type Options = {
  readonly chat: Pick<Chat, 'http' | 'me' | 'stop'>;
  readonly session: StoredSession;
  readonly store: Store;
};

/** Forgets the session and all that was kept for the user, at once; then the server is told. */
export function logOut({ chat, session, store }: Options): void {
  chat.stop();
  endSession(store, session);
  clearUser(store, chat.me.id);
  // Nobody waits for it: a session that the server was not told about ends by itself, and its token is gone from here.
  chat.http.logOut().catch(() => undefined);
}
