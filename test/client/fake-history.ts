import fc from 'fast-check';
import type { Person, RoomEvent } from '../../shared/protocol/events.ts';
import { message } from './a-client.ts';

export const ann: Person = { id: 'ann' as never, username: 'ann' };
export const ben: Person = { id: 'ben' as never, username: 'ben' };
export const cid: Person = { id: 'cid' as never, username: 'cid' };

/** What every event has; its id, where it has one, is `id-<seq>`. */
export const numbered = (seq: number, sender: Person = ann) => ({
  seq,
  sender,
  at: '2026-01-01T00:00:00.000Z',
  id: `id-${seq}`,
});

/** Makes the next event; `target` is a message that is not deleted. */
type Step = (seq: number, target: number) => RoomEvent;

const step: fc.Arbitrary<{ readonly make: Step; readonly of: number }> = fc.record({
  of: fc.nat(1_000),
  make: fc
    .tuple(fc.nat(6), fc.constantFrom(ann, ben, cid), fc.constantFrom('👍', '🎉'), fc.boolean())
    .map(([kind, sender, emoji, on]): Step => {
      const deletion: Step = (seq, target) => ({ ...numbered(seq, sender), kind: 'deletion', target });
      const edit: Step = (seq, target) => ({
        ...numbered(seq, sender),
        kind: 'edit',
        target,
        body: `edit ${seq}`,
      });
      const reaction: Step = (seq, target) => ({
        ...numbered(seq, sender),
        kind: 'reaction',
        target,
        emoji,
        on,
      });
      const sent: Step = (seq) => ({ ...message(seq), sender });
      return [deletion, edit, edit, reaction, reaction, sent][kind] ?? sent;
    }),
});

/** The events of a room from its first message on. */
export const history: fc.Arbitrary<readonly RoomEvent[]> = fc.array(step, { maxLength: 60 }).map((steps) => {
  const alive = [1];
  const events: RoomEvent[] = [message(1)];
  for (const { make, of } of steps) {
    const seq = events.length + 1;
    const target = alive[of % alive.length];
    const event = target === undefined ? message(seq) : make(seq, target);
    events.push(event);
    if (event.kind === 'message') alive.push(seq);
    if (event.kind === 'deletion') alive.splice(alive.indexOf(event.target), 1);
  }
  return events;
});

/** The first `head` events as a server tells them when it has no more: what was deleted until then has no body. */
export function toldAt(all: readonly RoomEvent[], head: number): readonly RoomEvent[] {
  const events = all.slice(0, head);
  const gone = new Set(events.flatMap((event) => (event.kind === 'deletion' ? [event.target] : [])));
  return events.map((event) => {
    const target = event.kind === 'edit' ? event.target : event.seq;
    const hasBody = event.kind === 'message' || event.kind === 'edit';
    return hasBody && gone.has(target) ? { ...event, body: '', deleted: true as const } : event;
  });
}
