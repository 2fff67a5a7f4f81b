import type { OpenSocket, Socket, SocketEvents } from '../../client/socket.ts';
import type { ActiveFaults } from './active-faults.ts';

/** Sockets on which every frame, both ways, may meet a fault that holds just then. */
export function faultySockets(open: OpenSocket, faults: ActiveFaults): OpenSocket {
  return (url, events) => new FaultySocket(faults, events, (below) => open(url, below));
}

/** Longer than a frame takes, and much shorter than a client waits. */
const mostDelay = 400;

class FaultySocket implements Socket {
  readonly #faults: ActiveFaults;
  readonly #events: SocketEvents;
  readonly #raw: Socket;
  #isOver = false;
  /** Nothing goes through any more, and nobody is told. */
  #isMute = false;
  readonly #held: Record<'in' | 'out', (() => void)[]> = { in: [], out: [] };

  constructor(faults: ActiveFaults, events: SocketEvents, open: (below: SocketEvents) => Socket) {
    this.#faults = faults;
    this.#events = events;
    this.#raw = open({
      opened: () => this.#isOver || events.opened(),
      text: (text) => this.#carry('in', () => this.#isOver || events.text(text)),
      closed: () => this.#isMute || this.#end(),
    });
  }

  send(text: string): void {
    this.#carry('out', () => this.#raw.send(text));
  }

  close(): void {
    this.#raw.close();
    this.#end();
  }

  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#events.closed();
  }

  #carry(way: 'in' | 'out', pass: () => void): void {
    if (this.#isMute) return;
    const later = (ms: number) => void setTimeout(() => this.#isMute || pass(), ms);
    switch (this.#faults.pick(way)) {
      case 'drop':
        return;
      case 'double':
        later(this.#faults.delay(mostDelay));
        break;
      case 'delay':
        later(this.#faults.delay(mostDelay));
        return;
      case 'overtaken':
        this.#hold(way, pass);
        return;
      case 'cut':
        this.close();
        return;
      case 'mute':
        this.#isMute = true;
        return;
      case undefined:
    }
    pass();
    for (const held of this.#held[way].splice(0)) held();
  }

  /** Lets the next frame of this way go first, if one comes soon. */
  #hold(way: 'in' | 'out', pass: () => void): void {
    this.#held[way].push(pass);
    setTimeout(() => {
      const index = this.#held[way].indexOf(pass);
      if (index !== -1) this.#held[way].splice(index, 1)[0]?.();
    }, mostDelay);
  }
}
