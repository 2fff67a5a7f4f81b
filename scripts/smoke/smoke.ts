import { setTimeout as sleep } from 'node:timers/promises';
import { ParleyHttp } from '../../client/http.ts';
import type { SmokeOptions } from './arguments.ts';
import { type Dial, dial, type Line } from './line.ts';
import { meet } from './meet.ts';
import { checkPage } from './page.ts';
import { makeStep, type Step, Told } from './step.ts';
import { logOut, talk } from './talk.ts';
import { register, remove, type Visitor } from './visitor.ts';

/** What a run has made so far, and has to remove. */
type Made = { readonly visitors: Visitor[]; readonly lines: Line[] };

/**
 * Chats for a few seconds as two new users, step after step until one fails, and removes what it made in any case.
 *
 * What stays is what Parley keeps of every account that is removed: a row without its name, and audit rows.
 *
 * @param say - gets a line for each step.
 * @returns whether every step passed.
 */
export async function smoke(options: SmokeOptions, say: (line: string) => void): Promise<boolean> {
  const since = performance.now();
  say(`HTTP ${options.http}, WebSocket ${options.websocket}`);
  const { step, passed } = makeStep(say);
  const made: Made = { visitors: [], lines: [] };
  const isGood = await told(() => visit(step, options, made));
  const isClean = await clear(step, made);
  const ok = isGood && isClean;
  const seconds = ((performance.now() - since) / 1000).toFixed(1);
  say(`Smoke test ${ok ? 'passed' : 'FAILED'}: ${passed()} steps went well, in ${seconds} s`);
  return ok;
}

async function visit(step: Step, options: SmokeOptions, { visitors, lines }: Made): Promise<void> {
  const { websocket, patienceMs, page } = options;
  const http = new ParleyHttp({ base: options.http });
  await step('it is healthy', () => untilHealthy(http, options.waitMs));
  if (page !== undefined) await step('the page is there, with the API under its /api', () => checkPage(page));
  const [ann, ben] = await step('two users register', async () => {
    // Noted one by one: when the second can't register, the first is removed.
    for (const _ of ['ann', 'ben']) visitors.push(await register(http));
    return visitors;
  });
  if (!ann || !ben) throw new Error('cannot chat: nobody registered');
  const keep: Dial = async (way) => {
    const line = await dial({ url: websocket, patienceMs, ...way });
    lines.push(line);
    return line;
  };
  const scene = { step, ann, ben, websocket, dial: keep };
  const meeting = await meet(scene);
  await talk(scene, meeting);
  await logOut(scene, meeting);
}

async function clear(step: Step, { visitors, lines }: Made): Promise<boolean> {
  for (const line of lines) line.drop();
  let isClean = true;
  for (const visitor of visitors) {
    isClean = (await told(() => step(`${visitor.username} is removed`, () => remove(visitor)))) && isClean;
  }
  return isClean;
}

/** False when a step failed, which has been said. */
async function told(work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (error instanceof Told) return false;
    throw error;
  }
}

const askAgainMs = 1_000;

async function untilHealthy(http: ParleyHttp, waitMs: number): Promise<void> {
  const deadline = performance.now() + waitMs;
  for (;;) {
    try {
      const { postgres, redis } = await http.health();
      if (redis === 'ok') return;
      throw new Error(`it runs without one of its stores: Postgres ${postgres}, Redis ${redis}`);
    } catch (error) {
      if (performance.now() + askAgainMs > deadline) throw error;
    }
    await sleep(askAgainMs);
  }
}
