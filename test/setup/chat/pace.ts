import { setInterval } from 'node:timers/promises';

/**
 * Does something at once and then every `everyMs`, up to `times`, each without waiting for the one before; all answers, in
 * order. For what is about time itself: a condition is waited for with `until`.
 */
export async function paced<Answer>(
  { everyMs, times }: { readonly everyMs: number; readonly times: number },
  act: (n: number) => Promise<Answer>,
): Promise<readonly Answer[]> {
  const answers = [act(0)];
  if (times === 1) return Promise.all(answers);
  for await (const _tick of setInterval(everyMs)) {
    answers.push(act(answers.length));
    if (answers.length >= times) break;
  }
  return Promise.all(answers);
}

/** Goes on after this long: the time that a refusal told, to the millisecond. */
export async function after(ms: number): Promise<void> {
  for await (const _tick of setInterval(ms)) return;
}
