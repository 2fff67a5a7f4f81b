import { randomBytes } from 'node:crypto';
import { product } from './product.ts';

export type Answer = {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever came, and fails on what it lacks
  readonly body: any;
  readonly headers: Headers;
};

type Ask = {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE' | 'PUT' | 'OPTIONS';
  readonly token?: string | undefined;
  /** Sent as JSON, or as it is when it is text. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

const asText = (body: unknown) => (typeof body === 'string' ? body : JSON.stringify(body));

/** One call of the HTTP API, as any client makes it. */
export async function ask(path: string, { method, token, body, headers = {} }: Ask = {}): Promise<Answer> {
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const content = body === undefined ? {} : { body: asText(body) };
  const response = await fetch(`${product().endpoints.http}${path}`, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: { 'content-type': 'application/json', ...authorization, ...headers },
    ...content,
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') && text !== '';
  return { status: response.status, body: isJson ? JSON.parse(text) : text, headers: response.headers };
}

export type Chatter = {
  readonly id: string;
  readonly username: string;
  readonly password: string;
  readonly token: string;
};

const unique = () => randomBytes(5).toString('hex');

/** Somebody new, registered and logged in. */
export async function register(name = 'user', password = `pass ${unique()}`): Promise<Chatter> {
  const username = `${name}-${unique()}`;
  const { status, body } = await ask('/users', { body: { username, password } });
  if (status !== 201) throw new Error(`cannot register: ${status} ${JSON.stringify(body)}`);
  return { id: body.user.id, username, password, token: body.token };
}

/** A new room of an owner, with members. Returns its id. */
export async function makeRoomOf(
  owner: Chatter,
  members: readonly Chatter[] = [],
  name = `room ${unique()}`,
): Promise<string> {
  const { status, body } = await ask('/rooms', {
    token: owner.token,
    body: { name, members: members.map(({ username }) => username) },
  });
  if (status !== 201) throw new Error(`cannot create a room: ${status} ${JSON.stringify(body)}`);
  return body.id;
}

/** A fresh ticket. */
export async function ticketOf({ token }: Chatter): Promise<string> {
  const { body } = await ask('/tickets', { method: 'POST', token });
  return body.ticket;
}

/** The messages that are stored in a room, as one of its members reads them. */
export async function messagesIn(
  room: string,
  { token }: Chatter,
): Promise<readonly { seq: number; body: string; id: string }[]> {
  const { body } = await ask(`/rooms/${room}/events`, { token });
  return body.events.filter(({ kind }: { kind: string }) => kind === 'message');
}
