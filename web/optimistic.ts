import type { Outgoing } from '../client/outgoing.ts';
import type { RoomEvent } from '../shared/protocol/events.ts';

type Me = { readonly id: string; readonly username: string };

/** The events with my changes behind them that are still on their way, as if they had come already. */
export function withOutgoing(
  events: readonly RoomEvent[],
  outgoing: readonly Outgoing[],
  me: Me,
): readonly RoomEvent[] {
  const underWay = outgoing.filter(({ state }) => state.kind !== 'failed');
  return [...events, ...underWay.flatMap((one) => toEvent(one, me) ?? [])];
}

function toEvent(one: Outgoing, { id: user, username }: Me): RoomEvent | undefined {
  const sender = { id: user as RoomEvent['sender']['id'], username };
  const target = 'seq' in one ? one.seq : 0;
  const change = { seq: Number.MAX_SAFE_INTEGER, sender, at: '', id: one.id, target };
  switch (one.action) {
    case 'sendMessage':
      return undefined;
    case 'editMessage':
      return { ...change, kind: 'edit', body: one.body };
    case 'deleteMessage':
      return { ...change, kind: 'deletion' };
    case 'react':
      return { ...change, kind: 'reaction', emoji: one.emoji, on: one.on };
  }
}
