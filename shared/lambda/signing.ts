import { ownCredentials } from './backing-access.ts';
import type { Signing } from './database-options.ts';

/** As this function, now. */
export const signing: Signing = {
  credentials: () => ownCredentials(process.env),
  now: () => new Date(),
};
