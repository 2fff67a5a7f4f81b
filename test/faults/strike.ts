/** What becomes of a chunk: it goes on; it is lost and its connection cut; it is lost, and nothing else happens. */
export type Verdict = 'forward' | 'cut' | 'withhold';

/** A chunk on its way, with the whole of what the client asked in this turn (from the client: with this chunk). */
export type Chunk = { readonly bytes: Buffer; readonly asked: Buffer };
/** Decides over a chunk. */
export type Strike = (chunk: Chunk) => Verdict;
