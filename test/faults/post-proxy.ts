import {
  createServer,
  type Server as HttpServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { type Forwarded, forward, readAll } from './forward.ts';

/** One call of `@connections` that came by. `status` is what the function was told; undefined while, or when, it was told nothing. */
export type Post = {
  readonly connection: string;
  readonly method: string;
  readonly body: string;
  status: number | undefined;
};

/** What becomes of a post. Without a verdict it goes on. */
export type PostVerdict =
  /** It is answered here and goes nowhere: 429, 500, 410 … */
  | { readonly kind: 'answer'; readonly status: number }
  /** It goes on, and the answer is lost: the function does not know. */
  | { readonly kind: 'drop' }
  | { readonly kind: 'delay'; readonly ms: number }
  /** It goes on twice. */
  | { readonly kind: 'double' }
  /** It waits until the next post to the same connection went by, or for so long. */
  | { readonly kind: 'overtaken'; readonly atMostMs: number };

export type OnPost = (post: Post) => PostVerdict | undefined | Promise<PostVerdict | undefined>;

/** A proxy in front of the gateway's callback API. Requests stay as the function signed them, the Host header too. */
export type PostProxy = {
  /** The callback URL to give to functions in place of theirs. */
  readonly instead: (callbackUrl: string) => string;
  /** Every call that came by, in the order of coming. */
  readonly posts: readonly Post[];
  /** Forgets the posts so far: a long run has millions. */
  readonly forget: () => void;
  /** Decides over every call from now on; undefined: all go on. */
  readonly onPost: (decide: OnPost | undefined) => void;
  readonly close: () => Promise<void>;
};

const errorNames: Readonly<Record<number, string>> = {
  410: 'GoneException',
  429: 'LimitExceededException',
  500: 'InternalServerError',
};

/** Starts the proxy on a free loopback port. */
export async function startPostProxy(): Promise<PostProxy> {
  const posts: Post[] = [];
  let decide: OnPost | undefined;
  let target = '';
  const server = createServer(async (request, response) => {
    const body = await readAll(request);
    const post: Post = {
      connection: connectionOf(request),
      method: request.method ?? '',
      body: body.toString(),
      status: undefined,
    };
    posts.push(post);
    const pass = () => forward(target, request, body);
    const answer = await carryOut(await decide?.(post), { post, posts, pass });
    if (answer === undefined) response.destroy();
    else write(response, answer);
    post.status = answer?.status ?? 0;
  });
  const port = await listen(server);
  return {
    instead: (callbackUrl) => {
      const url = new URL(callbackUrl);
      target = url.origin;
      url.protocol = 'http:';
      url.host = `127.0.0.1:${port}`;
      return url.href;
    },
    posts,
    forget: () => {
      posts.length = 0;
    },
    onPost: (next) => {
      decide = next;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

type Way = {
  readonly post: Post;
  readonly posts: readonly Post[];
  readonly pass: () => Promise<Forwarded>;
};

async function carryOut(verdict: PostVerdict | undefined, { post, posts, pass }: Way) {
  switch (verdict?.kind) {
    case 'answer':
      return answerOf(verdict.status);
    case 'drop':
      await pass();
      return undefined;
    case 'delay':
      await wait(verdict.ms);
      return pass();
    case 'double':
      await pass();
      return pass();
    case 'overtaken':
      await overtaken(post, posts, verdict.atMostMs);
      return pass();
    case undefined:
      return pass();
  }
}

async function overtaken(post: Post, posts: readonly Post[], atMostMs: number): Promise<void> {
  const deadline = performance.now() + atMostMs;
  const isOvertaken = () =>
    posts
      .slice(posts.indexOf(post) + 1)
      .some(({ connection, status }) => connection === post.connection && status !== undefined);
  while (!isOvertaken() && performance.now() < deadline) await wait(2);
}

const connectionOf = ({ url = '' }: IncomingMessage) =>
  decodeURIComponent(/\/@connections\/([^?]+)/.exec(url)?.[1] ?? '');

function answerOf(status: number): Forwarded {
  const type = errorNames[status] ?? 'InternalServerError';
  const headers = { 'content-type': 'application/json', 'x-amzn-errortype': type };
  return { status, headers, body: Buffer.from(JSON.stringify({ message: 'as asked' })) };
}

function write(response: ServerResponse, { status, headers, body }: Forwarded): void {
  response.writeHead(status, { ...headers, 'content-length': body.length });
  response.end(body);
}

function listen(server: HttpServer): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
