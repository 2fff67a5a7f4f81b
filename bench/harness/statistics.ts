/** The value below which `share` of the values are. @throws when there are none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  if (value === undefined) throw new Error('cannot take a quantile of nothing');
  return value;
}

/** The middle one; of an even number, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  return (quantile(sorted, 0.5) + quantile(sorted, (sorted.length - 1) / 2 / sorted.length)) / 2;
}
