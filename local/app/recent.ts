import type { LambdaEvent } from '../lambda/lambda-event.ts';
import type { LocalEvent } from './start-options.ts';

/** An event and when it came. */
export type Recent = LocalEvent & { readonly id: number; readonly at: number };

const kept = 1000;

/** The last things that happened, and a way to hear of the next ones. */
export class RecentEvents {
  readonly #events: Recent[] = [];
  readonly #listeners = new Set<(event: Recent) => void>();
  #count = 0;

  add(event: LocalEvent, at: number): void {
    this.#count += 1;
    const recent = { ...event, id: this.#count, at };
    this.#events.push(recent);
    if (this.#events.length > 2 * kept) this.#events.splice(0, kept);
    for (const listener of this.#listeners) listener(recent);
  }

  after(id: number): readonly Recent[] {
    return this.#events.filter((event) => event.id > id).slice(-kept);
  }

  /** Calls `listener` with every event from now on, until the result is called. */
  listen(listener: (event: Recent) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** The log of one invocation, at most 4 KB of its end, as `X-Amz-Log-Type: Tail` gives it. */
  logTail(requestId: string): string {
    const lines = this.#events.flatMap((recent) =>
      recent.source === 'lambda' ? logLines(recent.event, requestId) : [],
    );
    return [`START RequestId: ${requestId} Version: $LATEST`, ...lines].join('\n').slice(-4096);
  }
}

function logLines(event: LambdaEvent, requestId: string): string[] {
  if (event.kind === 'line') return event.requestId === requestId ? [event.text] : [];
  if (event.kind !== 'invocation' || event.requestId !== requestId) return [];
  const init = event.initMs === undefined ? '' : `\tInit Duration: ${event.initMs.toFixed(2)} ms`;
  return [
    `END RequestId: ${requestId}`,
    `REPORT RequestId: ${requestId}\tDuration: ${event.durationMs.toFixed(2)} ms\tBilled Duration: ${event.billedMs} ms\tMemory Size: ${event.memoryMb} MB\tMax Memory Used: ${event.peakMb} MB${init}`,
  ];
}
