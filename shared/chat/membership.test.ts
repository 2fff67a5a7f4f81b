import { describe, expect, it } from 'vitest';
import type { Role } from '../protocol/events.ts';
import type { RoomId, SessionId, UserId } from '../protocol/ids.ts';
import { limits } from '../protocol/limits.ts';
import { addMember, removeMember, renameRoom } from './membership.ts';

const user = { id: 'ann' as UserId, username: 'ann', createdAt: '' };
const caller = { user, session: 's' as SessionId };
const ben = 'ben' as UserId;
const room = 'r' as RoomId;
const batch = { room, epoch: 'e', events: [] };

/** Ann's room, with Ben in it; what is done, and what is counted, is noted. `waitMs`: Ann has made as many changes as she may. */
function fakes({ waitMs, role = 'owner' }: { readonly waitMs?: number; readonly role?: Role } = {}) {
  const done: string[] = [];
  const counted: unknown[] = [];
  const changed = (what: string) => async () => {
    done.push(what);
    return batch;
  };
  const nothing = async () => undefined;
  const deps = {
    takeAttempt: async ({ key, free }: { readonly key: string; readonly free: number }) => {
      counted.push([key, free]);
      return waitMs;
    },
    forgiveAttempt: nothing,
    findRole: async ({ userId }: { readonly userId: UserId }) => (userId === user.id ? role : 'member'),
    addMember: async () => ({
      kind: 'member' as const,
      member: { id: ben, username: 'ben', role: 'member' as const, joined_at: new Date(0), read_seq: 0 },
      batch: await changed('add')(),
    }),
    removeMember: changed('remove'),
    renameRoom: changed('rename'),
    whoIsOnline: async () => new Set<UserId>(),
    announce: nothing,
    follow: nothing,
    bar: nothing,
    barAgain: nothing,
    tellRemoved: nothing,
  };
  return { deps, done, counted };
}

type Deps = ReturnType<typeof fakes>['deps'];

describe.each([
  { what: 'add', run: (deps: Deps) => addMember(deps, caller, { roomId: room, username: 'ben' }) },
  { what: 'remove', run: (deps: Deps) => removeMember(deps, caller, { roomId: room, userId: ben }) },
  { what: 'rename', run: (deps: Deps) => renameRoom(deps, caller, { roomId: room, name: 'tea' }) },
])('to $what', ({ what, run }) => {
  it('counts for whoever does it', async () => {
    const { deps, done, counted } = fakes();

    await run(deps);

    expect(done).toEqual([what]);
    expect(counted).toEqual([[`changes:${user.id}`, limits.roomChangesPerHour]]);
  });

  it('is refused with the wait when there were too many, and not done', async () => {
    const { deps, done } = fakes({ waitMs: 1_234 });

    await expect(run(deps)).rejects.toMatchObject({
      fields: { code: 'rate_limited', retryAfterMs: 1_234 },
    });
    expect(done).toEqual([]);
  });
});

describe('what always passes and counts for nothing', () => {
  it('is to leave a room', async () => {
    const { deps, done, counted } = fakes({ waitMs: 1_234 });

    await removeMember(deps, caller, { roomId: room, userId: user.id });

    expect({ done, counted }).toEqual({ done: ['remove'], counted: [] });
  });

  it('is to be told that one may not', async () => {
    const { deps, counted } = fakes({ waitMs: 1_234, role: 'member' });

    const renamed = renameRoom(deps, caller, { roomId: room, name: 'tea' });

    await expect(renamed).rejects.toMatchObject({ fields: { code: 'forbidden' } });
    expect(counted).toEqual([]);
  });
});
