import { on, once } from 'node:events';
import { WebSocket } from 'ws';
import { sideBySide } from '../harness/side-by-side.ts';
import type { Audience } from './people.ts';
import { Receipts } from './receipts.ts';

/** How the messages of a run are sent. */
export type Pace = {
  readonly messages: number;
  readonly everyMs: number;
  /** Members who send in turn. */
  readonly senders: number;
};

/** Longer than a pause between batches: a repeat would come in it. */
const quietMs = 700;
const patienceMs = 90_000;
const body = 'x'.repeat(100);

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Opens a connection and pings once, as clients do: one that could not be registered when it opened is then. */
async function open(url: URL, token: string): Promise<WebSocket> {
  const headers = { authorization: `Bearer ${token}` };
  const socket = new WebSocket(url, { perMessageDeflate: false, headers });
  await once(socket, 'open');
  socket.send(JSON.stringify({ action: 'ping' }));
  await answered(socket);
  return socket;
}

/** Waits for the pong: that others have come may be told before. */
async function answered(socket: WebSocket): Promise<void> {
  for await (const [data] of on(socket, 'message')) if (String(data).startsWith('{"type":"pong"')) return;
}

/** Everybody in a room, each with a connection of their own. */
export class Crowd {
  readonly #room: string;
  readonly #sockets: readonly WebSocket[];
  #receipts: Receipts;

  static async gather(websocketUrl: string, { room, tokens }: Audience): Promise<Crowd> {
    const url = new URL(websocketUrl);
    const sockets = await sideBySide(tokens.length, 8, (index) => open(url, tokens[index] ?? ''));
    return new Crowd(room, sockets);
  }

  private constructor(room: string, sockets: readonly WebSocket[]) {
    this.#room = room;
    this.#sockets = sockets;
    this.#receipts = new Receipts(sockets.length, 0);
    for (const [index, socket] of sockets.entries()) {
      socket.on('message', (data) => this.#receipts.note(index, String(data)));
      socket.on('close', () => this.#receipts.fail(new Error('cannot go on: a connection was closed')));
    }
  }

  /** Sends messages at their pace and waits until everybody has them all, and no frame comes any more. */
  async send({ messages, everyMs, senders }: Pace): Promise<Receipts> {
    const receipts = new Receipts(this.#sockets.length, messages);
    this.#receipts = receipts;
    const begun = performance.now();
    for (let index = 0; index < messages; index += 1) {
      await sleep(Math.max(0, begun + index * everyMs - performance.now()));
      const id = receipts.sent(index);
      this.#sockets[index % senders]?.send(
        JSON.stringify({ action: 'sendMessage', room: this.#room, id, body }),
      );
    }
    await this.#untilComplete(receipts);
    return receipts;
  }

  async #untilComplete(receipts: Receipts): Promise<void> {
    const deadline = performance.now() + patienceMs;
    while (!receipts.isComplete || receipts.quietMs < quietMs) {
      if (performance.now() > deadline) throw new Error(`cannot measure: ${receipts.missing}`);
      await sleep(20);
    }
  }

  leave(): void {
    for (const socket of this.#sockets) socket.removeAllListeners('close').terminate();
  }
}
