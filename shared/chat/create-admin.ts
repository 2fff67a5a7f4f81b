import type { MadeAdminRow } from '../postgres/admins.ts';
import type { UserId } from '../protocol/ids.ts';
import { refuseCommonPassword, type Secrets } from './accounts.ts';

export type CreateAdminDeps = {
  readonly secrets: Pick<Secrets, 'hashPassword'>;
  readonly makeAdmin: (username: string) => Promise<MadeAdminRow | undefined>;
  readonly addAdmin: (user: {
    readonly username: string;
    readonly passwordHash: string;
  }) => Promise<{ readonly id: UserId; readonly username: string } | undefined>;
};

/**
 * `unknown`: there is no such user, and no password to make one with. `taken`: there is one, who was not made an admin.
 */
export type CreatedAdmin =
  | { readonly outcome: 'made' | 'already' | 'created'; readonly username: string }
  | { readonly outcome: 'unknown' | 'taken' };

async function promote(deps: CreateAdminDeps, username: string): Promise<CreatedAdmin> {
  const found = await deps.makeAdmin(username);
  if (!found) return { outcome: 'unknown' };
  return { outcome: found.already ? 'already' : 'made', username: found.username };
}

/**
 * Makes a user an admin, enabling one who is disabled; or, with a password, makes a new user who is one. With a password nobody is
 * promoted: the caller was told that there is no such user, and whoever registered the name since is somebody else.
 *
 * Not for clients: whoever may call this decides who is an admin.
 *
 * @throws ChatError `invalid_request` for a password that is among the common ones.
 */
export async function createAdmin(
  deps: CreateAdminDeps,
  { username, password }: { readonly username: string; readonly password?: string | undefined },
): Promise<CreatedAdmin> {
  if (password === undefined) return promote(deps, username);
  refuseCommonPassword(password, username, 'password');
  const added = await deps.addAdmin({
    username,
    passwordHash: await deps.secrets.hashPassword(password),
  });
  return added ? { outcome: 'created', username: added.username } : { outcome: 'taken' };
}
