import { randomUUID } from 'node:crypto';
import { type ClientOptions, WebSocket } from 'ws';
import { until } from '../until.ts';
import type { Chatter } from './api.ts';
import { product } from './product.ts';

// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever came, and fails on what it lacks
export type Frame = any;

/** A WebSocket with all it has received. */
export type Socket = {
  /** All but who came and went. */
  readonly frames: readonly Frame[];
  /** Who came and went: kept apart, since it is told at any time. */
  readonly presence: readonly Frame[];
  readonly raw: WebSocket;
  /** Sends text as it is, bytes as a binary frame, and anything else as JSON. */
  readonly send: (frame: unknown) => void;
  /** The first frame received, now or later, that matches; each is given out once. */
  readonly next: (matches: (frame: Frame) => boolean, what?: string) => Promise<Frame>;
  /** Sends a frame with a new id, and waits for what answers that id. */
  readonly ask: (frame: Readonly<Record<string, unknown>>) => Promise<Frame>;
  readonly closed: () => { readonly code: number } | undefined;
  readonly close: () => Promise<void>;
};

export type Connect = {
  readonly query?: Readonly<Record<string, string>>;
  readonly options?: ClientOptions;
};

const urlOf = (query: Readonly<Record<string, string>>) => {
  const url = new URL(product().endpoints.websocket);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url;
};

/** The status with which a handshake is answered: 101 when it opens (and is closed again). */
export function handshake({ query = {}, options = {} }: Connect): Promise<number> {
  const socket = new WebSocket(urlOf(query), options);
  return new Promise((resolve, reject) => {
    socket.on('unexpected-response', (request, response) => {
      resolve(response.statusCode ?? 0);
      request.destroy();
    });
    socket.on('open', () => {
      resolve(101);
      socket.close();
    });
    socket.on('error', reject);
  });
}

function wrap(raw: WebSocket): Socket {
  const frames: Frame[] = [];
  const presence: Frame[] = [];
  const given = new Set<Frame>();
  let closed: { readonly code: number } | undefined;
  raw.on('message', (data) => {
    const frame: Frame = JSON.parse(String(data));
    (frame.type === 'presence' ? presence : frames).push(frame);
  });
  raw.on('close', (code) => {
    closed = { code };
  });
  const next: Socket['next'] = async (matches, what = 'a frame') => {
    const found = await until(() => frames.find((frame) => !given.has(frame) && matches(frame)), { what });
    given.add(found);
    return found;
  };
  const send: Socket['send'] = (frame) =>
    raw.send(typeof frame === 'string' || frame instanceof Uint8Array ? frame : JSON.stringify(frame));
  return {
    frames,
    presence,
    raw,
    send,
    next,
    ask: async (frame) => {
      const id = frame['id'] ?? randomUUID();
      send({ action: 'sendMessage', id, ...frame });
      return next(
        (answer) => answer.id === id && ['ack', 'error'].includes(answer.type),
        `the answer to ${id}`,
      );
    },
    closed: () => closed,
    close: async () => {
      raw.close();
      await until(() => closed, { what: 'the close' });
    },
  };
}

/** Opens a connection; with `user` by the session token, as wscat and servers do. */
export async function open(user: Chatter, { query = {}, options = {} }: Connect = {}): Promise<Socket> {
  const headers = { authorization: `Bearer ${user.token}`, ...options.headers };
  const raw = new WebSocket(urlOf(query), { ...options, headers });
  const socket = wrap(raw);
  await new Promise((resolve, reject) => {
    raw.once('open', resolve);
    raw.once('error', reject);
  });
  return socket;
}
