import { spawn } from 'node:child_process';
import { inject } from 'vitest';
import { until } from '../until.ts';
import type { Chatter } from './api.ts';
import type { Frame } from './socket.ts';

/** A wscat that runs, typed into and read from through pipes. */
export type Wscat = {
  readonly type: (frame: unknown) => void;
  /** The first frame that it printed, now or later, that matches; each is given out once. */
  readonly next: (matches: (frame: Frame) => boolean, what?: string) => Promise<Frame>;
  readonly errors: () => string;
  /** Ends its input, as Ctrl-D does, and waits until it has gone. */
  readonly end: () => Promise<void>;
};

/** What wscat printed: a frame a line, some behind the prompt that it writes for each line typed. */
const framesIn = (output: string): readonly Frame[] =>
  output
    .split('\n')
    .slice(0, -1)
    .map((line) => line.replace(/^(?:> )+/, ''))
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));

/** Runs the wscat of the README, and waits until it is connected or has gone. */
export async function wscat({ token }: Chatter, room?: string): Promise<Wscat> {
  const url = new URL(inject('endpoints').websocket);
  if (room !== undefined) url.searchParams.set('room', room);
  const program = spawn(
    process.execPath,
    ['node_modules/wscat/bin/wscat', '-c', url.href, '-H', `Authorization: Bearer ${token}`],
    { stdio: ['pipe', 'pipe', 'pipe'] },
  );
  let output = '';
  let errors = '';
  let gone = false;
  program.stdout.on('data', (chunk) => {
    output += chunk;
  });
  program.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  program.stdin.on('error', () => {}); // It went while something was typed: `gone` tells.
  program.on('exit', () => {
    gone = true;
  });
  const type = (frame: unknown) => program.stdin.write(`${JSON.stringify(frame)}\n`);
  const given = new Set<number>();
  const next: Wscat['next'] = async (matches, what = 'a frame') => {
    const found = await until(
      () =>
        framesIn(output).findIndex((frame, index) => !given.has(index) && matches(frame)) + 1 || undefined,
      { what },
    );
    given.add(found - 1);
    return framesIn(output)[found - 1];
  };
  // What is typed before it is connected is lost.
  await until(async () => {
    type({ action: 'ping' });
    const pong = () => (gone || framesIn(output).length > 0 ? true : undefined);
    return until(pong, { deadlineMs: 300 }).catch(() => undefined);
  });
  const end = async () => {
    program.stdin.end();
    await until(() => (gone ? true : undefined), { what: 'the end of wscat' });
  };
  return { type, next, errors: () => errors, end };
}
