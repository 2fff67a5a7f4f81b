import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { Conversation } from './conversation.ts';
import { Flow } from './flow.ts';
import type { Strike } from './strike.ts';

/** A proxy in front of Redis or Postgres that can do to connections what networks and servers do. It takes no part in TLS. */
export type TcpProxy = {
  /** The URL of the server, through this proxy. */
  readonly url: string;
  /** Breaks every open connection. */
  readonly cut: () => void;
  /** Makes every open connection silent, as when the other host vanishes: what arrives is lost, nobody is told. Off: cuts those. */
  readonly lose: (on: boolean) => void;
  /** Closes new connections as they come, as a port does that nobody listens on. */
  readonly refuse: (on: boolean) => void;
  /** Forwards nothing either way, as a server that is stopped: what arrives is kept, and goes on at the end. */
  readonly hang: (on: boolean) => void;
  /** Holds each chunk back for so long, either way, as a longer way does: those behind it wait no longer for that. */
  readonly delay: (ms: number) => void;
  /** Decides over every chunk of a client; undefined: all go on. */
  readonly onClientChunk: (strike: Strike | undefined) => void;
  /** Decides over every chunk of the server, so that a fault can strike between a commit and its news. */
  readonly onServerChunk: (strike: Strike | undefined) => void;
  /** Request and response turns seen on the wire since the start: a client's chunk at the beginning, or after the server's. */
  readonly turns: () => number;
  /** Of these turns, those that were answered. */
  readonly answered: () => number;
  /** The turns of each open connection. */
  readonly turnsOfEach: () => readonly number[];
  readonly close: () => Promise<void>;
};

/** Starts a proxy on a free loopback port. */
export async function startProxy(targetUrl: string): Promise<TcpProxy> {
  const target = new URL(targetUrl);
  const flow = new Flow();
  const conversations = new Set<Conversation>();
  const ended = { turns: 0, answered: 0 };
  const server = createServer((client) => {
    if (flow.refuses) {
      client.destroy();
      return;
    }
    const upstream = connect(Number(target.port), target.hostname);
    const conversation = new Conversation(client, upstream, flow);
    conversations.add(conversation);
    conversation.onEnd(() => {
      conversations.delete(conversation);
      ended.turns += conversation.turns;
      ended.answered += conversation.answered;
    });
  });
  const url = new URL(targetUrl);
  url.port = String(await listen(server));
  const turnsOfEach = () => [...conversations].map(({ turns }) => turns);
  const cut = () => {
    for (const conversation of conversations) conversation.cut();
  };
  return {
    url: url.href,
    cut,
    lose: (on) => {
      for (const conversation of conversations) conversation.lose(on);
    },
    turnsOfEach,
    turns: () => turnsOfEach().reduce((sum, turns) => sum + turns, ended.turns),
    answered: () => [...conversations].reduce((sum, { answered }) => sum + answered, ended.answered),
    ...flow.controls,
    close: async () => {
      flow.controls.hang(false);
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
