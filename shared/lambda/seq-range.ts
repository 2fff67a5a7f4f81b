import type { Fields } from './logger.ts';

/**
 * The lowest and the highest of the seqs that an invocation dealt with, for its log line: an event is followed through the log
 * by its room and a range that its seq is in.
 */
export class SeqRange {
  #from: number | undefined;
  #to = 0;

  add(items: readonly { readonly seq: number }[]): void {
    for (const { seq } of items) {
      this.#from = Math.min(this.#from ?? seq, seq);
      this.#to = Math.max(this.#to, seq);
    }
  }

  /** Nothing where there was no seq. */
  get fields(): Pick<Fields, 'fromSeq' | 'toSeq'> {
    return this.#from === undefined ? {} : { fromSeq: this.#from, toSeq: this.#to };
  }
}
