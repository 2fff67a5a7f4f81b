import type { Breach, Check, Written } from '../history.ts';
import { type DeedEvent, deedsOf, keyOf, keyOfStored } from './stored-deeds.ts';

/** I1: an ack means that the event is stored, in its room, under the seq that the ack told, as the sender wrote it. */
export const durable: Check = (history) => {
  const stored = new Map(deedsOf(history).map((deed) => [keyOfStored(deed), deed]));
  const written = new Map(history.written.map((one) => [one.id, one]));
  const breaches: Breach[] = [];
  for (const { user, id, outcome } of history.answers) {
    if (outcome.kind !== 'acked') continue;
    const { room, seq } = outcome;
    const event = stored.get(keyOf({ room, user, id }))?.event;
    if (event?.seq !== seq)
      breaches.push({
        promise: 'I1',
        is: 'lost',
        text: `${id} was acked as ${seq}, stored is ${event?.seq}`,
      });
    else if (!isWhatWasWritten(event, written.get(id)))
      breaches.push({
        promise: 'I1',
        is: 'altered',
        text: `${id} was acked, and is stored as something else`,
      });
  }
  return breaches;
};

/** True also for a body that was erased by a deletion since. */
function isWhatWasWritten(event: DeedEvent, written: Written | undefined): boolean {
  switch (written?.action) {
    case 'sendMessage':
      return event.kind === 'message' && (event.deleted === true || event.body === written.body);
    case 'editMessage':
      return (
        event.kind === 'edit' &&
        isOn(event, written) &&
        (event.deleted === true || event.body === written.body)
      );
    case 'deleteMessage':
      return event.kind === 'deletion' && isOn(event, written);
    case 'react':
      return (
        event.kind === 'reaction' &&
        isOn(event, written) &&
        event.emoji === written.emoji &&
        event.on === written.on
      );
    case undefined:
      return false;
  }
}

const isOn = ({ target }: { readonly target: number }, { seq }: { readonly seq: number }) => target === seq;
