/** A text that stands once in a file, and what to put in its place. */
export type Change = { readonly file: string; readonly from: string; readonly to: string };

/** One fault put into the code on purpose. */
export type Mutation = {
  readonly name: string;
  readonly changes: readonly Change[];
  /** Options of `npm run contract` that make the fault show soon; the checks are always all of them. */
  readonly run: readonly string[];
};
