/** An open or opening WebSocket, reduced to what the client needs. */
export type Socket = {
  /** Sends text; does nothing once the socket is closed. */
  send(text: string): void;
  close(): void;
};

/** Told in order: opened at most once, then texts, then closed exactly once, also when it never opened. */
export type SocketEvents = {
  opened(): void;
  text(text: string): void;
  closed(): void;
};

/** Starts to open a WebSocket. Never throws: what fails is told by `closed`. */
export type OpenSocket = (url: string, events: SocketEvents) => Socket;

/** Opens the runtime's own WebSocket (browsers, Node 22 and later, Deno, Bun). */
export const openWebSocket: OpenSocket = (url, events) => {
  const socket = new WebSocket(url);
  socket.addEventListener('open', () => events.opened());
  socket.addEventListener('message', ({ data }) => {
    if (typeof data === 'string') events.text(data);
  });
  socket.addEventListener('close', () => events.closed());
  return {
    send: (text) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    close: () => socket.close(),
  };
};
