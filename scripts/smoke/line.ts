import { WebSocket } from 'ws';
import type { ServerFrame } from '../../shared/protocol/server-frames.ts';

export type FrameOf<Type extends ServerFrame['type']> = Extract<ServerFrame, { readonly type: Type }>;

type Wanted<Type extends ServerFrame['type']> = {
  readonly type: Type;
  readonly where?: (frame: FrameOf<Type>) => boolean;
};

/** An open WebSocket and all it has received. */
export class Line {
  readonly #socket: WebSocket;
  readonly #patienceMs: number;
  readonly #frames: ServerFrame[] = [];
  #changed: () => void = () => undefined;

  constructor(socket: WebSocket, patienceMs: number) {
    this.#socket = socket;
    this.#patienceMs = patienceMs;
    socket.on('message', (data) => {
      this.#frames.push(JSON.parse(String(data)));
      this.#changed();
    });
    socket.on('close', () => this.#changed());
    socket.on('error', () => this.#changed());
  }

  send(frame: Readonly<Record<string, unknown>>): void {
    this.#socket.send(JSON.stringify(frame));
  }

  /** The first frame received, before or later, that is wanted. @throws when none comes in time, with what came instead. */
  async next<Type extends ServerFrame['type']>({
    type,
    where = () => true,
  }: Wanted<Type>): Promise<FrameOf<Type>> {
    const isWanted = (frame: ServerFrame): frame is FrameOf<Type> =>
      frame.type === type && where(frame as FrameOf<Type>);
    return this.#until(
      () => this.#frames.find(isWanted),
      () => `no such frame "${type}"; ${this.#heard()}`,
    );
  }

  /** @throws when it is still open after the time that answers have. */
  async closed(): Promise<void> {
    await this.#until(
      () => this.#socket.readyState === WebSocket.CLOSED || undefined,
      () => 'still open',
    );
  }

  /** Hangs up, without a word. */
  drop(): void {
    this.#socket.terminate();
  }

  #heard(): string {
    // Who comes and goes is told at any time, and says nothing of what is missing.
    const frames = this.#frames.filter(({ type }) => type !== 'presence');
    const types = frames.map((frame) => (frame.type === 'error' ? `error ${frame.code}` : frame.type));
    const open = this.#socket.readyState === WebSocket.OPEN ? '' : ', and the connection is closed';
    return `received: ${types.join(', ') || 'nothing'}${open}`;
  }

  #until<Value>(look: () => Value | undefined, describe: () => string): Promise<Value> {
    return new Promise((resolve, reject) => {
      const check = () => {
        const found = look();
        if (found === undefined) return;
        clearTimeout(timer);
        resolve(found);
      };
      const late = () => reject(new Error(`${describe()}, after ${this.#patienceMs / 1000} s`));
      const timer = setTimeout(late, this.#patienceMs);
      this.#changed = check;
      check();
    });
  }
}

/** How somebody gets in: by a ticket, by a session token, or not at all. */
type Way = { readonly ticket?: string; readonly token?: string };

/** Connects to the WebSocket API that is tried. */
export type Dial = (way: Way) => Promise<Line>;

/** Connects. @throws Refused when the handshake is answered with another status than 101. */
export function dial({
  url,
  ticket,
  token,
  patienceMs,
}: Way & { readonly url: string; readonly patienceMs: number }): Promise<Line> {
  const target = new URL(url);
  if (ticket !== undefined) target.searchParams.set('ticket', ticket);
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const socket = new WebSocket(target, { headers, handshakeTimeout: patienceMs });
  const line = new Line(socket, patienceMs);
  return new Promise((resolve, reject) => {
    socket.on('open', () => resolve(line));
    socket.on('unexpected-response', (request, response) => {
      request.destroy();
      reject(new Refused(response.statusCode ?? 0));
    });
    socket.on('error', (cause) => reject(new Error('cannot connect', { cause })));
  });
}

/** A handshake that was answered, and not with a connection. */
export class Refused extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`the handshake was answered ${status}`);
    this.status = status;
  }
}
