import type { Clock } from './clock.ts';
import type { OpenSocket, Socket } from './socket.ts';

/** A ticket call and a handshake, each with a cold start, fit in it. */
const patience = 15_000;

type Deps = {
  readonly clock: Clock;
  readonly open: OpenSocket;
  /** Gets a new ticket and answers the URL to use it on. */
  readonly url: () => Promise<string>;
};

/** Told either `opened` and then texts and `closed` of that socket, or `failed`; nothing after a cancel. */
type Told = {
  readonly opened: (socket: Socket) => void;
  readonly failed: (error: unknown) => void;
  readonly text: (socket: Socket, text: string) => void;
  readonly closed: (socket: Socket) => void;
};

/** Makes one try to connect: a new ticket, then a socket, within 15 s. What it answers cancels the try. */
export function dial({ clock, open, url }: Deps, told: Told): () => void {
  let phase: 'trying' | 'open' | 'over' = 'trying';
  let socket: Socket | undefined;
  const end = () => {
    phase = 'over';
    stopWaiting();
    socket?.close();
  };
  const fail = (error: unknown) => {
    if (phase !== 'trying') return;
    end();
    told.failed(error);
  };
  const stopWaiting = clock.after(patience, () => fail(new Error('cannot connect: no answer in time')));
  const start = (target: string) => {
    if (phase !== 'trying') return;
    const opening = open(target, {
      opened: () => {
        if (phase !== 'trying') return opening.close();
        phase = 'open';
        stopWaiting();
        told.opened(opening);
      },
      text: (text) => phase === 'open' && told.text(opening, text),
      closed: () => {
        fail(new Error('cannot connect: the socket was closed'));
        if (phase === 'open') told.closed(opening);
      },
    });
    socket = opening;
  };
  url().then(start).catch(fail);
  return () => {
    if (phase === 'trying') end();
  };
}
