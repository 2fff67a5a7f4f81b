import { type OpenSocket, openWebSocket, type Socket } from '../../client/socket.ts';
import type { Frame } from '../setup/chat/socket.ts';

/** What becomes of a frame that arrives: the texts to hand on in its place. */
export type Meddle = (frame: Frame, text: string) => readonly string[];

/** Real sockets, on whose frames a test can meddle. */
export type Wire = {
  readonly open: OpenSocket;
  /** Everything sent so far, over all sockets. */
  readonly sent: readonly Frame[];
  /** Everything that arrived, whatever was made of it. */
  readonly received: readonly Frame[];
  /** Sockets that were opened, and how many of them are open now. */
  readonly count: () => { readonly opened: number; readonly open: number };
  /** Decides over what arrives from now on; undefined: all goes on. */
  readonly onFrame: (meddle: Meddle | undefined) => void;
  /** Closes every socket from the other end, as the gateway does. */
  readonly cut: () => void;
};

/** A wire to the running product. */
export function makeWire(): Wire {
  const sent: Frame[] = [];
  const received: Frame[] = [];
  const sockets = new Set<Socket>();
  let meddle: Meddle | undefined;
  let opened = 0;
  return {
    sent,
    received,
    count: () => ({ opened, open: sockets.size }),
    onFrame: (next) => {
      meddle = next;
    },
    cut: () => {
      for (const socket of [...sockets]) socket.close();
    },
    open: (url, events) => {
      const socket = openWebSocket(url, {
        opened: () => {
          opened += 1;
          sockets.add(socket);
          events.opened();
        },
        text: (text) => {
          const frame: Frame = JSON.parse(text);
          received.push(frame);
          for (const one of meddle?.(frame, text) ?? [text]) events.text(one);
        },
        closed: () => {
          sockets.delete(socket);
          events.closed();
        },
      });
      return {
        send: (text) => {
          sent.push(JSON.parse(text));
          socket.send(text);
        },
        close: () => socket.close(),
      };
    },
  };
}
