import type { CreatedAdmin } from '../../shared/chat/create-admin.ts';
import { ChatError } from '../../shared/protocol/errors.ts';

/** What became of it, in a line. @throws when there is no new admin after all. */
export function report(created: CreatedAdmin): string {
  switch (created.outcome) {
    case 'made':
      return `${created.username} is an admin now`;
    case 'already':
      return `${created.username} is an admin already`;
    case 'created':
      return `${created.username} is a user now, and an admin`;
    case 'unknown':
      throw new Error('there is no such user');
    case 'taken':
      throw new Error(
        'somebody registered the username just now, and was made no admin; take another, unless you know who it is',
      );
  }
}

/** Why it failed: what is wrong with the name or the password, or what broke. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const details = error instanceof ChatError ? (error.fields.details ?? []) : [];
  if (details.length > 0) return details.map(({ path, message }) => `the ${path} ${message}`).join('; ');
  const { cause } = error;
  return cause instanceof Error ? `${error.message}; ${cause.message}` : error.message;
}
