import type { Clock } from './clock.ts';
import { dial } from './dial.ts';
import { HttpError } from './http-error.ts';
import { reconnectDelay, renewalDelay } from './retry-delay.ts';
import type { OpenSocket, Socket } from './socket.ts';

/** Where the connection stands. */
export type ClientState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  /** The next try is in `seconds`, counted from when this was told; `until` is the same by the clock. */
  | { readonly kind: 'waiting'; readonly seconds: number; readonly until: number }
  /** It will not connect again by itself: `stopped`, `unauthenticated`, or the code of the server's `bye`. */
  | { readonly kind: 'closed'; readonly why: string };

type Deps = {
  readonly clock: Clock;
  readonly random: () => number;
  readonly open: OpenSocket;
  readonly url: () => Promise<string>;
};

type Told = {
  readonly state: (state: ClientState) => void;
  /** A new socket is the current one. */
  readonly live: () => void;
  /** There is no socket any more. */
  readonly lost: () => void;
  readonly text: (text: string, current: boolean) => void;
};

/** The old socket goes at the latest so long after the new one came. */
const overlap = 10_000;

/**
 * Keeps one WebSocket open: connects with a new ticket each time, again after losses with full jitter from 1 s to 30 s, and
 * every 110 ± 5 minutes opens the next socket before it closes the old one.
 */
export class Link {
  readonly #deps: Deps;
  readonly #told: Told;
  #current: Socket | undefined;
  #retired: Socket | undefined;
  #tries = 0;
  #cancelDial: (() => void) | undefined;
  #cancelWait: (() => void) | undefined;
  #cancelRenewal = () => {};
  #renewsAt = 0;
  #cancelOverlap = () => {};

  constructor(deps: Deps, told: Told) {
    this.#deps = deps;
    this.#told = told;
  }

  /** Starts to connect, or stops waiting and tries now; does nothing while connected or trying. */
  start(): void {
    if (!this.#current && !this.#cancelDial) this.#dial();
  }

  /** Ends everything, finally: the state is `closed`. */
  close(why: string): void {
    this.#cancelPlans();
    this.#cancelOverlap();
    const sockets = this.#sockets;
    this.#current = undefined;
    this.#retired = undefined;
    for (const socket of sockets) socket.close();
    this.#told.lost();
    this.#told.state({ kind: 'closed', why });
  }

  /** Sends on the current socket; false when there is none. True promises nothing: only an answer does. */
  send(text: string): boolean {
    this.#current?.send(text);
    return this.#current !== undefined;
  }

  /** The current socket is dead, whatever it says: connects anew. */
  abandon(): void {
    const socket = this.#current;
    if (!socket) return;
    this.#closed(socket);
    socket.close();
  }

  /** The new socket has proven itself: the old one is not needed any more, and the tries are counted anew. */
  settle(): void {
    this.#tries = 0;
    this.#cancelOverlap();
    this.#retired?.close();
    this.#retired = undefined;
  }

  /**
   * Opens the next socket at a random moment of the first three quarters of `within` milliseconds; does nothing when it is to
   * come sooner anyway, or is being tried. One that is overdue is not to come: timers stand still while a device sleeps.
   */
  renewWithin(within: number): void {
    const delay = within * 0.75 * this.#deps.random();
    const isTrying = this.#cancelDial ?? this.#cancelWait;
    const left = this.#renewsAt - this.#deps.clock.now();
    if (!isTrying && (delay < left || left <= 0)) this.#renewAfter(delay);
  }

  get #sockets(): readonly Socket[] {
    return [this.#current, this.#retired].filter((socket) => socket !== undefined);
  }

  #dial(): void {
    this.#cancelPlans();
    this.#cancelDial = dial(this.#deps, {
      opened: (socket) => this.#opened(socket),
      failed: (error) => this.#failed(error),
      text: (socket, text) => {
        if (this.#sockets.includes(socket)) this.#told.text(text, socket === this.#current);
      },
      closed: (socket) => this.#closed(socket),
    });
    // Last: who is told may close the link.
    if (!this.#current) this.#told.state({ kind: 'connecting' });
  }

  #opened(socket: Socket): void {
    this.#cancelPlans();
    this.#retired?.close();
    this.#retired = this.#current;
    this.#current = socket;
    this.#cancelOverlap();
    if (this.#retired) this.#cancelOverlap = this.#deps.clock.after(overlap, () => this.settle());
    this.#renewAfter(renewalDelay(this.#deps.random));
    this.#told.state({ kind: 'live' });
    // Who was told may have closed the link.
    if (this.#current) this.#told.live();
  }

  #renewAfter(delay: number): void {
    const { clock } = this.#deps;
    this.#cancelRenewal();
    this.#renewsAt = clock.now() + delay;
    this.#cancelRenewal = clock.after(delay, () => this.#dial());
  }

  #failed(error: unknown): void {
    this.#cancelDial = undefined;
    const { code, retryAfterMs = 0 } = error instanceof HttpError ? error : {};
    if (code === 'unauthenticated') this.close('unauthenticated');
    else this.#wait(retryAfterMs);
  }

  #closed(socket: Socket): void {
    if (socket === this.#retired) this.#retired = undefined;
    if (socket !== this.#current) return;
    this.#current = undefined;
    this.#told.lost();
    if (this.#cancelDial) this.#told.state({ kind: 'connecting' });
    else this.#wait(0);
  }

  #wait(atLeast: number): void {
    this.#cancelPlans();
    const { clock, random } = this.#deps;
    const delay = Math.max(atLeast, reconnectDelay(this.#tries, random));
    this.#tries += 1;
    this.#cancelWait = clock.after(delay, () => this.#dial());
    if (this.#current) return;
    this.#told.state({ kind: 'waiting', seconds: Math.ceil(delay / 1000), until: clock.now() + delay });
  }

  #cancelPlans(): void {
    this.#cancelDial?.();
    this.#cancelWait?.();
    this.#cancelRenewal();
    this.#cancelDial = undefined;
    this.#cancelWait = undefined;
  }
}
