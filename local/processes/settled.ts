/**
 * Like `Promise.all`, but waits for every one even if one fails: what the others have started can then be stopped.
 *
 * @throws what the first of them threw.
 */
export async function settled<const Tasks extends readonly unknown[]>(
  tasks: Tasks,
): Promise<{ -readonly [Index in keyof Tasks]: Awaited<Tasks[Index]> }> {
  await Promise.allSettled(tasks);
  return Promise.all(tasks);
}
