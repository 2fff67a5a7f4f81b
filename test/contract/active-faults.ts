import type { Dice } from './dice.ts';
import type { Disturbance } from './history.ts';
import type { Fault, FaultKind } from './plan.ts';

/** The faults that hold now, and how often each kind has struck. */
export class ActiveFaults {
  readonly struck = new Map<FaultKind, number>();
  readonly disturbances: Disturbance[] = [];
  readonly #active = new Map<Fault, number>();
  readonly #dice: Dice;

  constructor(dice: Dice) {
    this.#dice = dice;
  }

  begin(fault: Fault): void {
    this.#active.set(fault, Date.now());
  }

  end(fault: Fault): void {
    const from = this.#active.get(fault);
    if (from === undefined) return;
    this.#active.delete(fault);
    this.disturbances.push({ kind: fault.kind, from, until: Date.now() });
  }

  endAll(): void {
    for (const fault of [...this.#active.keys()]) this.end(fault);
  }

  /** Counts a strike of a kind, after which it strikes no more until it begins again. */
  disarm(kind: FaultKind): void {
    this.strike(kind);
    for (const fault of [...this.#active.keys()]) if (fault.kind === kind) this.end(fault);
  }

  has(kind: FaultKind): boolean {
    return [...this.#active.keys()].some((fault) => fault.kind === kind);
  }

  /** Throws the dice for each fault of a place that holds now; the first that hits is what happens. */
  pick<Place extends string>(place: Place): What<Place> | undefined {
    for (const fault of this.#active.keys()) {
      if (!fault.kind.startsWith(`${place} `) || this.#dice.next() >= fault.chance) continue;
      this.strike(fault.kind);
      return fault.kind.slice(place.length + 1) as What<Place>;
    }
    return undefined;
  }

  strike(kind: FaultKind): void {
    this.struck.set(kind, (this.struck.get(kind) ?? 0) + 1);
  }

  /** Milliseconds to hold something up. */
  delay(most: number): number {
    return 1 + this.#dice.below(most);
  }
}

type What<Place extends string> = FaultKind extends infer Kind
  ? Kind extends `${Place} ${infer Rest}`
    ? Rest
    : never
  : never;
