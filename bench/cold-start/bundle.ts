/** Bytes of a bundle that come from a package; those of our own files are `parley`'s. */
export type Share = { readonly name: string; readonly bytes: number };

/** A module that is imported by itself, as Lambda imports a function. */
export type Bundle = {
  readonly name: string;
  readonly file: string;
  readonly bytes: number;
  /** Largest first. */
  readonly shares: readonly Share[];
  /** What is set when it is imported. */
  readonly environment: Readonly<Record<string, string>>;
};
