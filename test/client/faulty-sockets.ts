import type { Clock } from '../../client/clock.ts';
import type { OpenSocket } from '../../client/socket.ts';
import type { FakeServer } from './fake-server.ts';

/** What may happen to a frame, or to a connection in its place. */
export type Fault = 'none' | 'drop' | 'double' | 'delay' | 'cut' | 'gatewayError';

/** Sockets to a fake server on which every frame, both ways, meets the next fault of a list; then none. */
export function faultySockets(server: FakeServer, clock: Clock, faults: Fault[]): OpenSocket {
  return (_url, events) => {
    let cut = () => {};
    const wire = new Wire(clock, faults, () => cut());
    const take = (text: string) => {
      const answer = JSON.stringify(server.take(JSON.parse(text)));
      wire.carry(answer, (frame) => events.text(frame));
    };
    const leave = server.connect((frame) => wire.carry(JSON.stringify(frame), (text) => events.text(text)));
    cut = () => {
      leave();
      if (wire.cut()) events.closed();
    };
    clock.after(0, () => wire.isOpen && events.opened());
    return { send: (text) => wire.carry(text, take), close: () => cut() };
  };
}

class Wire {
  isOpen = true;
  readonly #clock: Clock;
  readonly #faults: Fault[];
  readonly #cut: () => void;

  constructor(clock: Clock, faults: Fault[], cut: () => void) {
    this.#clock = clock;
    this.#faults = faults;
    this.#cut = cut;
  }

  /** True the first time. */
  cut(): boolean {
    const was = this.isOpen;
    this.isOpen = false;
    return was;
  }

  carry(text: string, arrive: (text: string) => void): void {
    const deliver = (frame: string, ms: number) =>
      this.#clock.after(ms, () => {
        if (this.isOpen) arrive(frame);
      });
    const happen: Readonly<Record<Fault, () => void>> = {
      none: () => deliver(text, 5),
      drop: () => {},
      double: () => [5, 40].forEach((ms) => void deliver(text, ms)),
      delay: () => deliver(text, 900),
      cut: () => this.#clock.after(0, this.#cut),
      gatewayError: () => deliver('{"message":"Internal server error"}', 5),
    };
    happen[this.#faults.shift() ?? 'none']();
  }
}
