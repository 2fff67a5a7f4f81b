type Planned = { readonly at: number; readonly order: number; readonly run: () => void };

const isBefore = (one: Planned, other: Planned) =>
  one.at < other.at || (one.at === other.at && one.order < other.order);

/** Events in the order of their times, and of their planning where times are equal: a binary heap. */
export class EventQueue {
  readonly #heap: Planned[] = [];
  #order = 0;
  #now = 0;

  /** Milliseconds from the beginning: the time of the event that runs. */
  get now(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): void {
    this.#order += 1;
    this.#raise({ at: this.#now + ms, order: this.#order, run });
  }

  /** Runs what is planned, and what that plans, up to a time. */
  runUntil(end: number): void {
    for (let next = this.#heap[0]; next && next.at <= end; next = this.#heap[0]) {
      this.#removeFirst();
      this.#now = next.at;
      next.run();
    }
  }

  #raise(planned: Planned): void {
    const heap = this.#heap;
    let place = heap.length;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = heap[above];
      if (!parent || !isBefore(planned, parent)) break;
      heap[place] = parent;
      place = above;
    }
    heap[place] = planned;
  }

  #removeFirst(): void {
    const last = this.#heap.pop();
    if (last && this.#heap.length > 0) this.#lower(last);
  }

  /** Puts an event at the top and lets it sink. */
  #lower(planned: Planned): void {
    let place = 0;
    for (;;) {
      const below = this.#earlierChild(place);
      const child = this.#heap[below];
      if (!child || !isBefore(child, planned)) break;
      this.#heap[place] = child;
      place = below;
    }
    this.#heap[place] = planned;
  }

  #earlierChild(place: number): number {
    const left = this.#heap[2 * place + 1];
    const right = this.#heap[2 * place + 2];
    return right && left && isBefore(right, left) ? 2 * place + 2 : 2 * place + 1;
  }
}
