import type { AttemptDeps } from '../chat/attempt.ts';
import { forgiveAttempt, takeAttempt } from '../postgres/attempts.ts';
import { database } from './database.ts';

/** Attempts are counted in Postgres: a lost Redis opens no door to guessing. */
export const attempts: AttemptDeps = {
  takeAttempt: (attempt) => takeAttempt(database, attempt),
  forgiveAttempt: (keys) => forgiveAttempt(database, keys),
};
