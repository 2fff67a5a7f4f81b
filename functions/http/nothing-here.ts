import { ChatError } from '../../shared/protocol/errors.ts';

/** What is answered for a path that is not there, or not there for the caller: the same, to the letter. */
export const nothingHere = () =>
  new ChatError('cannot find it: there is nothing at this path', { code: 'not_found' });
