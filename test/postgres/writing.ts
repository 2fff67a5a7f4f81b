import { acceptChange } from '../../shared/postgres/accept-change.ts';
import { type Acceptance, acceptMessage } from '../../shared/postgres/accept-message.ts';
import type { Database } from '../../shared/postgres/database.ts';
import type { Change } from '../../shared/protocol/changes.ts';
import type { RoomId } from '../../shared/protocol/ids.ts';
import { newMessageId, type TestUser } from '../setup/people.ts';

/** The seq of what was accepted. */
export const seqOf = (acceptance: Acceptance): number => {
  if (!('seq' in acceptance)) throw new Error(`not accepted: ${acceptance.kind}`);
  return acceptance.seq;
};

export const edit = (body: string): Change => ({ kind: 'edit', body });
export const deletion: Change = { kind: 'deletion' };
export const reaction = (emoji: string, on = true): Change => ({ kind: 'reaction', emoji, on });

type More = {
  readonly id?: ReturnType<typeof newMessageId>;
  readonly to?: RoomId;
  readonly epoch?: string | undefined;
};

/** Sends and changes messages of a room, each with a new id unless one is given. */
export function writingTo(database: Database, room: RoomId) {
  const send = (sender: TestUser, body: string, { id = newMessageId(), to = room }: More = {}) =>
    acceptMessage(database, { room: to, sender: sender.id, session: sender.session, id, body });
  const changed = (
    sender: TestUser,
    target: number,
    change: Change,
    { id = newMessageId(), to = room, epoch }: More = {},
  ) =>
    acceptChange(database, {
      ...{ room: to, sender: sender.id, session: sender.session },
      ...{ id, target, epoch, change },
    });
  return { send, changed };
}
