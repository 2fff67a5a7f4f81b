import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { Flow } from './flow.ts';
import type { Strike } from './strike.ts';

/** One proxied connection. Chunks of a direction go on one after another, whatever holds one of them up. */
export class Conversation {
  /** Requests, and how many of them were answered. */
  turns = 0;
  answered = 0;
  readonly #client: Socket;
  readonly #upstream: Socket;
  readonly #flow: Flow;
  #asked: Buffer = Buffer.alloc(0);
  #clientSpeaks = false;
  #isLost = false;
  #onEnd: () => void = () => undefined;

  constructor(client: Socket, upstream: Socket, flow: Flow) {
    this.#client = client;
    this.#upstream = upstream;
    this.#flow = flow;
    this.#pass(client, upstream, (bytes) => this.#fromClient(bytes));
    this.#pass(upstream, client, (bytes) => this.#fromServer(bytes));
  }

  /** Tells when both ends are closed. */
  onEnd(listener: () => void): void {
    let open = 2;
    this.#onEnd = () => {
      open -= 1;
      if (open === 0) listener();
    };
  }

  lose(on: boolean): void {
    if (this.#isLost && !on) this.cut();
    this.#isLost = on;
  }

  cut(): void {
    this.#client.resetAndDestroy();
    this.#upstream.destroy();
  }

  #pass(from: Socket, to: Socket, judge: (bytes: Buffer) => ReturnType<Strike>): void {
    let before = Promise.resolve();
    from.setNoDelay();
    const then = (act: () => void) => {
      const due = performance.now() + this.#flow.delayMs;
      before = before
        .then(() => this.#flow.open)
        .then(() => sleepUntil(due))
        .then(act);
    };
    from.on('data', (bytes: Buffer) => {
      const verdict = this.#isLost ? 'withhold' : judge(bytes);
      if (verdict === 'cut') this.cut();
      else if (verdict === 'forward') then(() => void to.write(bytes));
    });
    from.on('end', () => then(() => void to.end()));
    // The other end is told by the close that follows.
    from.on('error', () => undefined);
    from.on('close', () => {
      then(() => to.destroy());
      this.#onEnd();
    });
  }

  #fromClient(bytes: Buffer): ReturnType<Strike> {
    if (!this.#clientSpeaks) {
      this.#clientSpeaks = true;
      this.#asked = Buffer.alloc(0);
      this.turns += 1;
    }
    this.#asked = Buffer.concat([this.#asked, bytes]);
    return this.#flow.strikeClient?.({ bytes, asked: this.#asked }) ?? 'forward';
  }

  #fromServer(bytes: Buffer): ReturnType<Strike> {
    if (this.#clientSpeaks) this.answered += 1;
    this.#clientSpeaks = false;
    return this.#flow.strikeServer?.({ bytes, asked: this.#asked }) ?? 'forward';
  }
}

const sleepUntil = (due: number) => {
  const ms = due - performance.now();
  return ms > 0 ? wait(ms) : undefined;
};
