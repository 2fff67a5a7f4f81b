import type { Page, WebSocketRoute } from 'playwright-core';

/**
 * Puts a switch between a page and its server. Has to be called before the page connects.
 *
 * `cut` drops the socket without a word and lets no request through; `heal` lets everything through again.
 */
export async function outageOf(page: Page) {
  const sockets = new Set<WebSocketRoute>();
  let isCut = false;
  await page.routeWebSocket(/.*/, (socket) => {
    const server = socket.connectToServer();
    sockets.add(socket);
    socket.onClose(() => {
      sockets.delete(socket);
      void server.close();
    });
  });
  await page.route('**/api/**', (route) => (isCut ? route.abort('connectionrefused') : route.continue()));
  return {
    cut: async () => {
      isCut = true;
      await Promise.all([...sockets].map((socket) => socket.close({ code: 1011, reason: 'cut' })));
      sockets.clear();
    },
    heal: () => {
      isCut = false;
    },
  };
}
