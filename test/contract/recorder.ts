import type {
  Answer,
  Applied,
  Fate,
  Posted,
  Registered,
  Sent,
  Snapshot,
  Told,
  Try,
  Written,
} from './history.ts';

/** What is written down while a run goes on. */
export class Recorder {
  readonly written: Written[] = [];
  readonly fates = new Map<string, Fate>();
  readonly tries: Try[] = [];
  readonly answers: Answer[] = [];
  readonly sent: Sent[] = [];
  readonly applied: Applied[] = [];
  readonly told: Told[] = [];
  readonly posted: (() => Posted)[] = [];
  readonly snapshots: Snapshot[] = [];
  readonly registered: Registered[] = [];
  readonly counts = new Map<string, number>();
  #sockets = 0;

  count(what: string, by = 1): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + by);
  }

  nextSocket(): number {
    this.#sockets += 1;
    return this.#sockets;
  }
}
