/** One measure: a value of each run, of ours and, where there is such a thing, of its peer. */
export type Row = {
  readonly name: string;
  readonly unit: string;
  readonly ours: readonly number[];
  readonly peer?: readonly number[];
};
