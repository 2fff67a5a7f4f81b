import type { Breach, Check, History, Written } from '../history.ts';
import { by } from './by.ts';
import { deedsOf, keyOf, keyOfStored } from './stored-deeds.ts';

/**
 * I2: what a client asked for is stored at most once, exactly once when its client says that it is sent, and not at all when all its tries
 * were refused.
 */
export const once: Check = (history) => {
  const stored = by(deedsOf(history), keyOfStored);
  const isRefused = refusals(history);
  const doubled = [...stored].filter(([, { length }]) => length > 1);
  return [
    ...doubled.map(
      ([key, { length }]): Breach => ({
        promise: 'I2',
        is: 'doubled',
        text: `${key} is stored ${length} times`,
      }),
    ),
    ...history.written.flatMap((written) => judge(history, written, { stored, isRefused })),
  ];
};

type Facts = {
  readonly stored: ReadonlyMap<string, readonly unknown[]>;
  readonly isRefused: (id: string) => boolean;
};

function judge({ fates }: History, written: Written, { stored, isRefused }: Facts): readonly Breach[] {
  const { id } = written;
  const fate = fates.get(id);
  const isStored = stored.has(keyOf(written));
  if (fate === undefined || fate.kind === 'pending')
    return [{ promise: 'I2', is: 'late', text: `${id} has no end` }];
  if (fate.kind === 'sent' && !isStored)
    return [{ promise: 'I2', is: 'lost', text: `${id} is told as sent, and not stored` }];
  if (fate.kind === 'failed' && isStored && isRefused(id))
    return [{ promise: 'I2', is: 'untrue', text: `${id} was refused (${fate.code}), and is stored` }];
  return [];
}

/** An id of which every try was answered by a refusal. One that was not answered may have been taken. */
function refusals({ tries, answers }: History): (id: string) => boolean {
  const made = by(tries, ({ id }) => id);
  const answered = by(answers, ({ id }) => id);
  return (id) => {
    const outcomes = answered.get(id) ?? [];
    const isAnswered = outcomes.length >= (made.get(id)?.length ?? 0);
    return isAnswered && outcomes.every(({ outcome }) => outcome.kind === 'refused' && isFinal(outcome.code));
  };
}

/** `unavailable` and `internal` don't say whether the message is stored. */
const isFinal = (code: string) => code !== 'unavailable' && code !== 'internal';
