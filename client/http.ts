import type { InferOutput } from 'valibot';
import type * as bodies from '../shared/protocol/http-bodies.ts';
import { type Clock, systemClock } from './clock.ts';
import { HttpError, toHttpError } from './http-error.ts';

/** Answered by registering and logging in. The token is told only here. */
export type Session = InferOutput<typeof bodies.Session>;
export type Ticket = InferOutput<typeof bodies.Ticket>;
export type History = InferOutput<typeof bodies.History>;
export type Credentials = { readonly username: string; readonly password: string };
/** Without `after` and `before`: the newest page. Not both. */
export type HistoryQuery = { readonly after?: number; readonly before?: number; readonly limit?: number };

type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export type HttpOptions = {
  /** Where the HTTP API is, without a slash at the end; may be relative in a page: `/api`. */
  readonly base: string;
  /** The session token; without it only `register` and `logIn` succeed. */
  readonly token?: string;
  readonly fetch?: Fetch;
  readonly clock?: Clock;
};

/** The gateway itself gives up after 30 s. */
const patience = 30_000;

/**
 * The HTTP API, typed.
 *
 * Every method rejects with HttpError and nothing else: with the server's code, or with `unavailable` and status 0 when
 * there was no answer within 30 s. Nothing is retried here.
 */
export class ParleyHttp {
  readonly #options: HttpOptions;

  constructor(options: HttpOptions) {
    this.#options = options;
  }

  /** The same API in the name of a session. */
  withToken(token: string): ParleyHttp {
    return new ParleyHttp({ ...this.#options, token });
  }

  /** Whether the stores answer. Rejects with `unavailable` while there is no Postgres. */
  health(): Promise<InferOutput<typeof bodies.Health>> {
    return this.#call('GET', '/health');
  }

  register(credentials: Credentials): Promise<Session> {
    return this.#call('POST', '/users', credentials);
  }

  logIn(credentials: Credentials): Promise<Session> {
    return this.#call('POST', '/sessions', credentials);
  }

  /** Ends this session; its WebSockets are closed within a second. Goes on when the page is closed meanwhile. */
  logOut(): Promise<void> {
    return this.#call('DELETE', '/sessions/current', undefined, true);
  }

  me(): Promise<bodies.User> {
    return this.#call('GET', '/users/me');
  }

  /** Ends the user's other sessions. */
  changePassword(password: string, newPassword: string): Promise<void> {
    return this.#call('PATCH', '/users/me', { password, newPassword });
  }

  removeAccount(password: string): Promise<void> {
    return this.#call('DELETE', '/users/me', { password });
  }

  /** A ticket is good for one connection, within 30 s. */
  ticket(): Promise<Ticket> {
    return this.#call('POST', '/tickets');
  }

  async rooms(): Promise<readonly bodies.Room[]> {
    const { rooms } = await this.#call<{ rooms: readonly bodies.Room[] }>('GET', '/rooms');
    return rooms;
  }

  /** `members` are usernames; the caller is the owner and not among them. */
  createRoom(room: { readonly name: string; readonly members: readonly string[] }): Promise<bodies.Room> {
    return this.#call('POST', '/rooms', room);
  }

  room(room: string): Promise<bodies.Room> {
    return this.#call('GET', path('rooms', room));
  }

  renameRoom(room: string, name: string): Promise<bodies.Room> {
    return this.#call('PATCH', path('rooms', room), { name });
  }

  deleteRoom(room: string): Promise<void> {
    return this.#call('DELETE', path('rooms', room));
  }

  async members(room: string): Promise<readonly bodies.Member[]> {
    const route = path('rooms', room, 'members');
    const { members } = await this.#call<{ members: readonly bodies.Member[] }>('GET', route);
    return members;
  }

  addMember(room: string, username: string): Promise<bodies.Member> {
    return this.#call('POST', path('rooms', room, 'members'), { username });
  }

  /** Takes somebody out of the room, or oneself. */
  removeMember(room: string, user: string): Promise<void> {
    return this.#call('DELETE', path('rooms', room, 'members', user));
  }

  /** A page of events in seq order, whichever way was asked for. */
  history(room: string, query: HistoryQuery = {}): Promise<History> {
    const search = Object.entries(query).map(([name, value]) => `${name}=${value}`);
    return this.#call('GET', `${path('rooms', room, 'events')}?${search.join('&')}`);
  }

  async #call<Answer>(method: string, route: string, body?: unknown, keepalive = false): Promise<Answer> {
    const { response, text } = await this.#exchange(method, route, body, keepalive);
    const answer = parseBody(text);
    if (!response.ok) throw toHttpError(response.status, answer);
    if (answer === undefined && response.status !== 204) throw toHttpError(502, answer);
    return answer as Answer;
  }

  async #exchange(method: string, route: string, body: unknown, keepalive: boolean) {
    const { base, token, fetch = globalThis.fetch, clock = systemClock } = this.#options;
    const abort = new AbortController();
    const stopWaiting = clock.after(patience, () => abort.abort());
    try {
      const response = await fetch(`${base}${route}`, {
        method,
        keepalive,
        signal: abort.signal,
        headers: {
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      return { response, text: await response.text() };
    } catch (cause) {
      throw new HttpError('cannot reach the server', { status: 0, code: 'unavailable', cause });
    } finally {
      stopWaiting();
    }
  }
}

const path = (...parts: readonly string[]): string =>
  parts.map((part) => `/${encodeURIComponent(part)}`).join('');

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A 204 has no body, and a gateway's own error page no JSON: the status says enough.
    return undefined;
  }
}
