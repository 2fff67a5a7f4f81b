import { expect, it } from 'vitest';
import type { UserId } from '../protocol/ids.ts';
import { createAdmin } from './create-admin.ts';

const ann = { id: 'ann' as UserId, username: 'ann' };

/** A database in which somebody has the name, or nobody; what is done to it is noted. */
function fakes({ exists }: { readonly exists: boolean }) {
  const done: string[] = [];
  const deps = {
    secrets: { hashPassword: async (password: string) => `hash of ${password}` },
    makeAdmin: async () => {
      done.push('make');
      return exists ? { ...ann, already: false } : undefined;
    },
    addAdmin: async () => {
      done.push('add');
      return exists ? undefined : ann;
    },
  };
  return { deps, done };
}

const command = { username: 'ann', password: 'correct horse' };

it('an admin is made of a user without a password, and of nobody', async () => {
  expect(await createAdmin(fakes({ exists: true }).deps, { username: 'ann' })).toEqual({
    outcome: 'made',
    username: 'ann',
  });
  expect(await createAdmin(fakes({ exists: false }).deps, { username: 'ann' })).toEqual({
    outcome: 'unknown',
  });
});

it('with a password an admin is added', async () => {
  const { deps, done } = fakes({ exists: false });

  expect(await createAdmin(deps, command)).toEqual({ outcome: 'created', username: 'ann' });
  expect(done).toEqual(['add']);
});

it('with a password whoever took the name meanwhile is made no admin', async () => {
  const { deps, done } = fakes({ exists: true });

  expect(await createAdmin(deps, command)).toEqual({ outcome: 'taken' });
  expect(done).toEqual(['add']);
});
