import { describe, expect, it } from 'vitest';
import type { Confirmed } from '../postgres/users.ts';
import type { SessionId, UserId } from '../protocol/ids.ts';
import { changePassword, removeAccount } from './sessions.ts';

const user = { id: 'ann' as UserId, username: 'ann', createdAt: '' };
const caller = { user, session: 's' as SessionId };
const confirmed = { userId: user.id, session: caller.session, passwordHash: 'hash of old password' };
const row = { id: user.id, username: 'ann', created_at: new Date(0), password_hash: confirmed.passwordHash };

/** What the two verbs need; what they do is noted. `stands`: nobody changed the password after it was confirmed. */
function fakes({ stands = true } = {}) {
  const done: unknown[] = [];
  const note = (...what: unknown[]) => void done.push(what);
  const deps = {
    takeAttempt: async () => undefined,
    forgiveAttempt: async () => undefined,
    secrets: {
      hashPassword: async (password: string) => `hash of ${password}`,
      verifyPassword: async (password: string, hash: string | undefined) => hash === `hash of ${password}`,
      newToken: () => ({ text: '', hash: Buffer.alloc(0) }),
    },
    findCredentials: async () => row,
    changePassword: async (change: Confirmed & { readonly newHash: string }) => {
      note('change', change);
      return stands ? ['other' as SessionId] : undefined;
    },
    removeUser: async (removed: Confirmed) => {
      note('remove', removed);
      return stands;
    },
    leaveAllRooms: async () => note('leave'),
    endConnections: async ({ code }: { readonly code: string }) => note('end', code),
  };
  return { deps, done };
}

describe('a change of the password', () => {
  const change = { password: 'old password', newPassword: 'a better one' };

  it('is made against the hash that the old one was held against', async () => {
    const { deps, done } = fakes();

    await changePassword(deps, caller, change);

    const made = { ...confirmed, newHash: 'hash of a better one' };
    expect(done).toEqual([
      ['change', made],
      ['end', 'password_changed'],
    ]);
  });

  it('is refused as with a wrong password when another one came first', async () => {
    const { deps, done } = fakes({ stands: false });

    await expect(changePassword(deps, caller, change)).rejects.toMatchObject({
      fields: { code: 'forbidden' },
    });
    expect(done).toHaveLength(1);
  });
});

describe('the removal of an account', () => {
  it('leaves the rooms once more when nobody can add the user any longer', async () => {
    const { deps, done } = fakes();

    await removeAccount(deps, caller, 'old password');

    expect(done.slice(0, 2)).toEqual([['leave'], ['remove', confirmed]]);
    expect(done.slice(2)).toEqual(expect.arrayContaining([['leave'], ['end', 'account_removed']]));
  });

  it('is refused as with a wrong password when that was changed meanwhile', async () => {
    const { deps, done } = fakes({ stands: false });

    const removed = removeAccount(deps, caller, 'old password');

    await expect(removed).rejects.toMatchObject({ fields: { code: 'forbidden' } });
    expect(done).toEqual([['leave'], ['remove', confirmed]]);
  });
});
