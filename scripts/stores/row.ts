/** One measure, a value of each run. */
export type StoreRow = { readonly name: string; readonly unit: string; readonly values: readonly number[] };
