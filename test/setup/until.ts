/**
 * Asks again and again, at once and then every 10 ms, until there is an answer.
 *
 * @throws Error after `deadlineMs` without one.
 */
export async function until<Answer>(
  ask: () => Answer | undefined | Promise<Answer | undefined>,
  { deadlineMs = 10_000, what = 'it' } = {},
): Promise<Answer> {
  const deadline = performance.now() + deadlineMs;
  while (performance.now() < deadline) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`cannot go on: ${what} did not happen within ${deadlineMs} ms`);
}
