/** Does `task` for 0 to `count - 1`, as many at once as `width`, and returns the results. @throws with the first error. */
export async function sideBySide<Result>(
  count: number,
  width: number,
  task: (index: number, lane: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  const lane = async (number: number): Promise<void> => {
    while (next < count) {
      const index = next;
      next += 1;
      results.push(await task(index, number));
    }
  };
  await Promise.all(Array.from({ length: width }, (_value, number) => lane(number)));
  return results;
}
