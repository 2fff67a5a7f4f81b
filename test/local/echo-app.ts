import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { WebSocket } from 'ws';
import type { LocalEvent, Running, StartOptions } from '../../local/app/start-options.ts';
import { start } from '../../local/start.ts';
import { synthesizedOnce } from './synthesized.ts';

export const echoRoot = path.resolve(import.meta.dirname, '../apps/echo');

export type EchoApp = Running & { readonly events: readonly LocalEvent[]; readonly dataDir: string };

/** Starts the echo app in a data folder of its own, which goes with it. */
export async function startEcho(options: StartOptions = {}): Promise<EchoApp> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'echo-'));
  const events: LocalEvent[] = [];
  const running = await start({
    appRoot: echoRoot,
    dataDir,
    app: await synthesizedOnce(echoRoot),
    onEvent: (event) => events.push(event),
    ...options,
  });
  const stop = async () => {
    await running.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  return { ...running, stop, events, dataDir };
}

/** Waits until something is there. @throws when it isn't after half a minute, which a busy machine may take. */
export async function eventually<Value>(look: () => Value | undefined | false): Promise<Value> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const found = look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > deadline) throw new Error(`cannot find it in time: ${look}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** The lines that a function has written. */
export const linesOf = ({ events }: Pick<EchoApp, 'events'>, name: string): string[] =>
  events.flatMap(({ event }) => (event.kind === 'line' && event.function === name ? [event.text] : []));

export type Client = {
  readonly socket: WebSocket;
  readonly frames: string[];
  /** Sends a frame and waits for the next one to come. */
  readonly ask: (frame: unknown) => Promise<unknown>;
};

/** Connects as a user. @throws when the handshake is refused. */
export async function connect(url: string | undefined, user?: string): Promise<Client> {
  const socket = new WebSocket(url ?? '', user === undefined ? {} : { headers: { 'x-user': user } });
  const frames: string[] = [];
  socket.on('message', (data) => frames.push(String(data)));
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  const ask = async (frame: unknown) => {
    const seen = frames.length;
    socket.send(JSON.stringify(frame));
    return JSON.parse(await eventually(() => frames[seen]));
  };
  return { socket, frames, ask };
}
