import type { FaultyStack } from '../faults/faulty-stack.ts';
import type { Post, PostVerdict } from '../faults/post-proxy.ts';
import type { Verdict } from '../faults/strike.ts';
import type { ActiveFaults } from './active-faults.ts';
import type { Posted } from './history.ts';
import type { Fault } from './plan.ts';
import type { Recorder } from './recorder.ts';

type Context = {
  readonly stack: FaultyStack;
  readonly faults: ActiveFaults;
  readonly recorder: Recorder;
};

/** Lets faults strike at the proxies, and writes down every post. Call it again after `heal`. */
export function watchProxies({ stack, faults, recorder }: Context): void {
  stack.posts.onPost((post) => {
    recorder.count('posts');
    note(post, recorder);
    return verdictOf(post, { stack, faults, recorder });
  });
  stack.postgres.onServerChunk(({ asked }) => judgeAnswer(asked, { stack, faults, recorder }));
}

function note(post: Post, recorder: Recorder): void {
  if (!post.body.startsWith('{"type":"events"')) return;
  const { room, events } = JSON.parse(post.body) as { room: string; events: readonly { seq: number }[] };
  const { connection } = post;
  const posted = { connection, room, seqs: events.map(({ seq }) => seq), at: Date.now() };
  recorder.count('events posted', events.length);
  recorder.posted.push((): Posted => ({ ...posted, status: post.status ?? 0 }));
}

function verdictOf(post: Post, { stack, faults }: Context): PostVerdict | undefined {
  if (post.method !== 'POST') return undefined;
  if (faults.has('kill in mid-delivery')) killOnce(stack, faults, 'kill in mid-delivery');
  switch (faults.pick('post')) {
    case '429':
      return { kind: 'answer', status: 429 };
    case '500':
      return { kind: 'answer', status: 500 };
    case '410':
      return { kind: 'answer', status: 410 };
    case 'lost':
      return { kind: 'answer', status: 200 };
    case 'unanswered':
      return { kind: 'drop' };
    case 'delay':
      return { kind: 'delay', ms: faults.delay(500) };
    case 'double':
      return { kind: 'double' };
    case 'overtaken':
      return { kind: 'overtaken', atMostMs: 300 };
    case undefined:
      return undefined;
  }
}

/** The statement that accepts a message or makes another event: its answer says that it is committed. */
const commits = Buffer.from('insert into events');

function judgeAnswer(asked: Buffer, { stack, faults }: Context): Verdict {
  if (faults.has('kill after commit') && asked.includes(commits)) {
    killOnce(stack, faults, 'kill after commit');
    return 'withhold';
  }
  return faults.pick('answer') === 'cut' ? 'cut' : 'forward';
}

type Killing = 'kill after commit' | 'kill in mid-delivery';

/** Kills every function that works just now: the one that is meant is among them. */
function killOnce(stack: FaultyStack, faults: ActiveFaults, kind: Killing): void {
  faults.disarm(kind);
  kill(stack, ({ isBusy }) => isBusy);
}

function kill(stack: FaultyStack, which: (environment: { readonly isBusy: boolean }) => boolean): void {
  for (const environment of stack.running.environments()) {
    if (which(environment)) process.kill(environment.pid, 'SIGKILL');
  }
}

/** Begins a fault, and ends what it did at once. */
export async function begin(fault: Fault, context: Context): Promise<void> {
  const { stack, faults } = context;
  faults.begin(fault);
  const { redis, postgres, redisServer } = stack;
  switch (fault.kind) {
    case 'redis cut':
      redis.cut();
      break;
    case 'redis flush':
      await redisServer.empty();
      break;
    case 'redis restart':
      await redisServer.stop();
      break;
    case 'redis freeze':
      redisServer.freeze();
      break;
    case 'postgres cut':
      postgres.cut();
      break;
    case 'kill after ack':
      kill(stack, ({ isBusy }) => !isBusy);
      break;
    default:
  }
  if (isOne(fault.kind)) faults.strike(fault.kind);
  hold(context);
}

/** Ends a fault. */
export async function end(fault: Fault, context: Context): Promise<void> {
  const { stack, faults } = context;
  if (fault.kind === 'redis restart') await stack.redisServer.start();
  if (fault.kind === 'redis freeze') stack.redisServer.thaw();
  faults.end(fault);
  hold(context);
}

/** What a proxy does follows from the faults that hold now. */
function hold({ stack: { redis, postgres }, faults }: Context): void {
  redis.refuse(faults.has('redis refuse'));
  redis.hang(faults.has('redis hang'));
  redis.delay(faults.has('redis delay') ? 60 : 0);
  postgres.refuse(faults.has('postgres refuse'));
  postgres.hang(faults.has('postgres hang'));
  postgres.delay(faults.has('postgres delay') ? 60 : 0);
}

/** Those that strike when they begin, and not as things come by. */
const isOne = (kind: string) => /^(redis|postgres) /.test(kind) || kind === 'kill after ack';
