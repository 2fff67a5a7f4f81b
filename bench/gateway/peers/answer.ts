import { setTimeout as sleep } from 'node:timers/promises';
import { answerAsChild } from '../../harness/as-child.ts';
import type { Facts, Question, Ready } from '../peer-facts.ts';

type Own = Pick<Facts, 'connectionIds' | 'invocationMs'>;

/** Pages that V8 has emptied go back to the system a moment later, so it goes around a few times. */
async function collectGarbage(flavor: 'regular' | 'last-resort'): Promise<void> {
  if (!globalThis.gc) throw new Error('cannot collect garbage: a peer runs with --expose-gc');
  for (let round = 0; round < 4; round += 1) {
    await globalThis.gc({ type: 'major', execution: 'sync', flavor });
    await sleep(50);
  }
}

async function tell({ collect }: Question, own: () => Own): Promise<Facts> {
  const { user, system } = process.cpuUsage();
  if (collect !== 'nothing') await collectGarbage(collect);
  const rssKb = process.memoryUsage.rss() / 1024;
  return { cpuMs: (user + system) / 1000, rssKb, ...own() };
}

/** Tells the benchmark where this process serves and then what it asks, and ends with it. */
export function answerAsPeer(ready: Ready, own: () => Own, stop: () => Promise<void>): void {
  answerAsChild({ ready, answer: (question: Question) => tell(question, own), stop });
}
