import type { Need } from './function-needs.ts';

export type WebsocketRoute = {
  /** A reserved route, or the `action` of the frames that select it. */
  readonly key: string;
  /** The file in `functions/websocket/`, without its suffix. */
  readonly name: string;
  /** What the handler returns is sent to the client: only where the protocol has an answer. */
  readonly twoWay: boolean;
  readonly needs: readonly Need[];
};

/** What accepting an event and announcing it takes. */
const accepting: readonly Need[] = ['database', 'cache', 'connections', 'delivery'];
/** What keeping a connection takes: it may have to be asked to reconnect, and others to be told that its user is back. */
const keeping = accepting;

/** Every route of the WebSocket API. A new action is a new line here and a handler of that name. */
export const websocketRoutes: readonly WebsocketRoute[] = [
  { key: '$connect', name: 'connect', twoWay: false, needs: ['database', 'cache', 'delivery'] },
  { key: '$disconnect', name: 'disconnect', twoWay: false, needs: ['database', 'cache'] },
  { key: '$default', name: 'default', twoWay: true, needs: [] },
  { key: 'sendMessage', name: 'send-message', twoWay: true, needs: accepting },
  { key: 'editMessage', name: 'edit-message', twoWay: true, needs: accepting },
  { key: 'deleteMessage', name: 'delete-message', twoWay: true, needs: accepting },
  { key: 'react', name: 'react', twoWay: true, needs: accepting },
  { key: 'markRead', name: 'mark-read', twoWay: true, needs: ['database', 'cache', 'connections'] },
  { key: 'typing', name: 'typing', twoWay: false, needs: ['cache', 'connections'] },
  { key: 'sync', name: 'sync', twoWay: true, needs: ['database', 'cache'] },
  { key: 'ping', name: 'ping', twoWay: true, needs: keeping },
];
