// A child of the benchmark: everybody's connections to every stack, in one process, so that all times are of one clock.
import { answerAsChild } from '../harness/as-child.ts';
import { quantile } from '../harness/statistics.ts';
import { Crowd } from './crowd.ts';
import type { Figures, LoadQuestion } from './load-questions.ts';
import type { Receipts } from './receipts.ts';

const crowds = new Map<string, Crowd>();

function figuresOf(receipts: Receipts): Figures {
  const { frames, repeats } = receipts;
  const latencies = receipts.latencies();
  return {
    ...{ frames, repeats, delivered: latencies.receipts.length },
    ackP50: quantile(latencies.acks, 0.5),
    p50: quantile(latencies.receipts, 0.5),
    p99: quantile(latencies.receipts, 0.99),
    max: quantile(latencies.receipts, 1),
  };
}

async function answer(question: LoadQuestion): Promise<object> {
  if (question.kind === 'gather') {
    const { name, websocketUrl, audience } = question;
    crowds.set(name, await Crowd.gather(websocketUrl, audience));
    return {};
  }
  const all = question.sends.map(async ({ name, pace, delayMs }): Promise<[string, Figures]> => {
    const crowd = crowds.get(name);
    if (!crowd) throw new Error(`cannot send: nobody is in ${name}`);
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    return [name, figuresOf(await crowd.send(pace))];
  });
  return Object.fromEntries(await Promise.all(all));
}

answerAsChild({
  ready: {},
  answer,
  stop: async () => {
    for (const crowd of crowds.values()) crowd.leave();
  },
});
