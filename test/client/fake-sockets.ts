import type { OpenSocket, Socket, SocketEvents } from '../../client/socket.ts';

/** One end of a socket that a test plays the server of. */
export class FakeSocket implements Socket {
  readonly url: string;
  readonly events: SocketEvents;
  readonly sent: Readonly<Record<string, unknown>>[] = [];
  isClosed = false;

  constructor(url: string, events: SocketEvents) {
    this.url = url;
    this.events = events;
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.events.closed();
  }

  /** The handshake succeeds. */
  accept(): void {
    this.events.opened();
  }

  /** The server sends a frame. */
  push(frame: unknown): void {
    this.events.text(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  /** Frames of one action, in the order of sending. */
  of(action: string): readonly Readonly<Record<string, unknown>>[] {
    return this.sent.filter((frame) => frame['action'] === action);
  }
}

/** Opens sockets that a test holds the other end of. */
export class FakeSockets {
  readonly all: FakeSocket[] = [];

  readonly open: OpenSocket = (url, events) => {
    const socket = new FakeSocket(url, events);
    this.all.push(socket);
    return socket;
  };

  /** The one that was opened last. */
  get last(): FakeSocket {
    const socket = this.all.at(-1);
    if (!socket) throw new Error('cannot find a socket: none was opened');
    return socket;
  }
}
