/**
 * Where a price was read. `aws`: a page of AWS. `copy`: AWS's price list as somebody else reprinted it, on the page named.
 * `memory`: nowhere; check it.
 */
type Seen = 'aws' | 'copy' | 'memory';

export type Price = {
  readonly what: string;
  /** For one of this. */
  readonly unit: string;
  readonly usd: number;
  /** Beyond so many units in a month it costs less. */
  readonly beyond?: readonly { readonly from: number; readonly usd: number }[];
  readonly seen: Seen;
  /** The page that it was read on; for `memory`, the page of AWS to check it on. */
  readonly page: string;
};
