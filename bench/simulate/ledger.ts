import { quantile } from '../harness/statistics.ts';

/** What is counted as it happens. */
export type Measure =
  /** What the gateway's account quota counts: frames, handshakes, HTTP calls, and posts. */
  | 'requests'
  /** Frames from clients, and handshakes. */
  | 'frames'
  | 'posts'
  | 'http'
  | 'connects'
  | 'invocations'
  | 'statements'
  | 'redis';

export type FunctionName =
  | 'authorize'
  | 'connect'
  | 'deliver'
  | 'disconnect'
  | 'http'
  | 'ping'
  | 'send-message'
  | 'sync';

type Runs = { readonly changes: Int32Array; invocations: number; busyMs: number };

const secondMs = 1_000;

/** Counts by the second, and which invocations ran at which millisecond. What is beyond the end is left out. */
export class Ledger {
  readonly #endMs: number;
  readonly #counts = new Map<Measure, Float64Array>();
  readonly #runs = new Map<FunctionName, Runs>();

  constructor(endMs: number) {
    this.#endMs = endMs;
  }

  count(measure: Measure, at: number, amount = 1): void {
    if (at >= this.#endMs) return;
    const bins = this.#counts.get(measure) ?? new Float64Array(Math.ceil(this.#endMs / secondMs));
    this.#counts.set(measure, bins);
    const second = Math.floor(at / secondMs);
    bins[second] = (bins[second] ?? 0) + amount;
  }

  /** Notes an invocation of a function, from a moment and for so long. */
  invoke(name: FunctionName, from: number, ms: number): void {
    if (from >= this.#endMs) return;
    this.count('invocations', from);
    const runs = this.#runs.get(name) ?? {
      changes: new Int32Array(this.#endMs + 1),
      invocations: 0,
      busyMs: 0,
    };
    this.#runs.set(name, runs);
    const start = Math.floor(from);
    const end = Math.min(this.#endMs, Math.ceil(from + ms));
    runs.changes[start] = (runs.changes[start] ?? 0) + 1;
    runs.changes[end] = (runs.changes[end] ?? 0) - 1;
    runs.invocations += 1;
    runs.busyMs += ms;
  }

  total(measure: Measure): number {
    return this.#bins(measure).reduce((sum, count) => sum + count, 0);
  }

  /** A second on average. */
  mean(measure: Measure): number {
    return (this.total(measure) * secondMs) / this.#endMs;
  }

  /** The count of all seconds but the busiest hundredth. */
  p99(measure: Measure): number {
    return quantile(this.#bins(measure), 0.99);
  }

  get functions(): readonly FunctionName[] {
    return [...this.#runs.keys()].sort();
  }

  invocations(name: FunctionName): number {
    return this.#runs.get(name)?.invocations ?? 0;
  }

  busyMs(name: FunctionName): number {
    return this.#runs.get(name)?.busyMs ?? 0;
  }

  /** The most invocations of a function that ran at one moment: so many environments it has, each with its connections. */
  peakOf(name: FunctionName): number {
    return peak([this.#runs.get(name)?.changes ?? new Int32Array()]);
  }

  /** The most invocations of all functions that ran at one moment. */
  peak(): number {
    return peak([...this.#runs.values()].map(({ changes }) => changes));
  }

  #bins(measure: Measure): readonly number[] {
    return [...(this.#counts.get(measure) ?? new Float64Array(Math.ceil(this.#endMs / secondMs)))];
  }
}

function peak(all: readonly Int32Array[]): number {
  let running = 0;
  let most = 0;
  for (let ms = 0; ms < (all[0]?.length ?? 0); ms += 1) {
    for (const changes of all) running += changes[ms] ?? 0;
    most = Math.max(most, running);
  }
  return most;
}
