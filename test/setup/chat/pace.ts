import { setInterval } from 'node:timers/promises';
import type { Frame, Socket } from './socket.ts';

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

/** Sends a frame, and again after the time told while the connection is told to wait; what answers it then. */
export async function patiently(socket: Socket, frame: unknown): Promise<Frame> {
  for (;;) {
    socket.send(frame);
    const answer = await socket.next(({ type }) => !['events', 'roomAdded'].includes(type), 'an answer');
    if (answer.code !== 'rate_limited') return answer;
    await after(answer.retryAfterMs);
  }
}
