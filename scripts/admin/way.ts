import type { CreatedAdmin } from '../../shared/chat/create-admin.ts';

/** @throws ChatError as the verb does, and `invalid_request` for what can't be a username or a password. */
type CreateAdmin = (command: {
  readonly username: string;
  readonly password?: string;
}) => Promise<CreatedAdmin>;

/** A way to where admins are made, to be closed when done. */
export type Way = { readonly createAdmin: CreateAdmin } & AsyncDisposable;
