import type { OutboxEntry, OutboxStorage } from '../client/outbox.ts';

/** What the page uses of `localStorage`. */
export type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

/** Who is logged in. */
export type StoredSession = {
  readonly token: string;
  readonly user: { readonly id: string; readonly username: string };
};

const sessionKey = 'parley.session';

/** The session that a reload finds again; undefined when there is none, or none that can be read. */
export function readSession(store: Store): StoredSession | undefined {
  const { token, user } = Object(read(store, sessionKey)) as Partial<StoredSession>;
  return typeof token === 'string' && typeof user?.id === 'string' ? { token, user } : undefined;
}

export function writeSession(store: Store, session: StoredSession): void {
  write(store, sessionKey, session);
}

/** Forgets a session that is over; another one, of another tab that logged in since, stays. */
export function endSession(store: Store, { token }: StoredSession): void {
  if (readSession(store)?.token === token) store.removeItem(sessionKey);
}

/** A user's outbox: one key per message, so that two tabs don't overwrite each other's. */
export function storedOutbox(store: Store, user: string): OutboxStorage {
  const prefix = `parley.outbox.${user}.`;
  return {
    all: () => keys(store, prefix).flatMap((key) => asEntry(read(store, key))),
    put: (entry) => write(store, prefix + entry.id, entry),
    remove: (id) => store.removeItem(prefix + id),
  };
}

/** Up to where a user has read each room on this device. */
export function storedMarks(store: Store, user: string) {
  const key = (room: string) => `parley.read.${user}.${room}`;
  return {
    read: (room: string): number | undefined => {
      const seq = read(store, key(room));
      return typeof seq === 'number' ? seq : undefined;
    },
    write: (room: string, seq: number) => write(store, key(room), seq),
  };
}

/** Forgets all that was kept for a user. */
export function clearUser(store: Store, user: string): void {
  for (const prefix of [`parley.outbox.${user}.`, `parley.read.${user}.`]) {
    for (const key of keys(store, prefix)) store.removeItem(key);
  }
}

function keys(store: Store, prefix: string): readonly string[] {
  const all = Array.from({ length: store.length }, (_, index) => store.key(index) ?? '');
  return all.filter((key) => key.startsWith(prefix));
}

function read(store: Store, key: string): unknown {
  try {
    return JSON.parse(store.getItem(key) ?? 'null');
  } catch {
    // Somebody else wrote there: as good as nothing.
    return undefined;
  }
}

function write(store: Store, key: string, value: unknown): void {
  try {
    store.setItem(key, JSON.stringify(value));
  } catch {
    // The store is full or forbidden: what is kept in memory still serves until the page is closed.
  }
}

/** What an entry has beside its id, room and order, by what it does. */
const fields: Readonly<Record<OutboxEntry['action'], Readonly<Record<string, string>>>> = {
  sendMessage: { body: 'string' },
  editMessage: { seq: 'number', body: 'string' },
  deleteMessage: { seq: 'number' },
  react: { seq: 'number', emoji: 'string', on: 'boolean' },
};

function asEntry(value: unknown): readonly OutboxEntry[] {
  const entry = Object(value) as Readonly<Record<string, unknown>>;
  const action = String(entry['action']);
  const shape = Object.hasOwn(fields, action) ? fields[action as OutboxEntry['action']] : { action: 'none' };
  const all = Object.entries({ id: 'string', room: 'string', order: 'number', ...shape });
  return all.every(([name, type]) => typeof entry[name] === type) ? [value as OutboxEntry] : [];
}
