import type { OverseenRow } from '../postgres/admins.ts';
import { ChatError } from '../protocol/errors.ts';
import type { OverseenUser } from '../protocol/http-bodies.ts';
import type { UserId } from '../protocol/ids.ts';
import type { Caller } from './authenticate.ts';
import type { endConnections } from './end-connections.ts';

const toOverseen = ({ id, username, created_at, admin, disabled_at }: OverseenRow): OverseenUser => ({
  id,
  username,
  createdAt: created_at.toISOString(),
  admin,
  disabledAt: disabled_at?.toISOString() ?? null,
});

type Page = { readonly search: string; readonly after: string; readonly limit: number };

export type ListUsersDeps = {
  /** In the order of their names whatever their case. */
  readonly listUsers: (page: Page) => Promise<readonly OverseenRow[]>;
};

/** A page of the users whose names have `search` in them, after the name `after`. For admins. */
export async function listUsers(
  deps: ListUsersDeps,
  { limit, ...page }: Page,
): Promise<{ readonly users: readonly OverseenUser[]; readonly more: boolean }> {
  const rows = await deps.listUsers({ ...page, limit: limit + 1 });
  return { users: rows.slice(0, limit).map(toOverseen), more: rows.length > limit };
}

export type DisableUserDeps = {
  readonly setDisabled: (change: {
    readonly userId: UserId;
    readonly disabled: boolean;
    readonly actor: UserId;
  }) => Promise<OverseenRow | undefined>;
  readonly endConnections: (ended: Parameters<typeof endConnections>[1]) => Promise<void>;
};

export const noSuchUser = () =>
  new ChatError('cannot find the user: there is no such user', { code: 'not_found' });

/**
 * Disables a user, whose sessions end and whose connections are closed, or enables one, who can log in again. For admins. Doing it
 * again changes nothing.
 *
 * @throws ChatError `not_found`; `forbidden` for oneself, so that somebody is left who can undo it.
 */
export async function disableUser(
  deps: DisableUserDeps,
  { user }: Caller,
  { userId, disabled }: { readonly userId: UserId; readonly disabled: boolean },
): Promise<OverseenUser> {
  if (disabled && userId === user.id) {
    throw new ChatError('cannot disable the user: it is you', { code: 'forbidden' });
  }
  const row = await deps.setDisabled({ userId, disabled, actor: user.id });
  if (!row) throw noSuchUser();
  if (disabled) await deps.endConnections({ user: userId, sessions: undefined, code: 'disabled' });
  return toOverseen(row);
}
