import type { Acceptance } from '../postgres/accept-message.ts';
import { ChatError } from '../protocol/errors.ts';
import { limits } from '../protocol/limits.ts';
import type { Passage, Try } from '../redis/throttle.ts';

export type AcceptOnceDeps<Wanted> = {
  readonly throttle: (attempt: Try) => Promise<Passage>;
  /** Gives a place back, unless another try of the same has passed on it since. */
  readonly unthrottle: (attempt: Try, place: number) => Promise<void>;
  readonly accept: (wanted: Wanted) => Promise<Acceptance>;
  /** What an earlier try with this id came to, if one was accepted: its retry is free, whatever the throttle says. */
  readonly findAccepted: (wanted: Wanted) => Promise<Acceptance | undefined>;
  /** The time, in milliseconds. */
  readonly now: () => number;
};

export type Accepted = Extract<Acceptance, { kind: 'accepted' | 'repeated' }>;

/** What a try that was not accepted is told. */
function refuse(kind: Exclude<Acceptance, Accepted>['kind'], what: string): ChatError {
  switch (kind) {
    case 'unauthenticated':
      return new ChatError(`cannot ${what}: the session has ended`, { code: 'unauthenticated' });
    case 'notMember':
      return new ChatError(`cannot ${what}: there is no such room`, { code: 'not_found' });
    case 'nothingToAnswer':
      return new ChatError(`cannot ${what}: there is no such message to reply to`, { code: 'not_found' });
    case 'noMessage':
      return new ChatError(`cannot ${what}: there is no such message`, { code: 'not_found' });
    case 'notAllowed':
      return new ChatError(`cannot ${what}: it is not yours`, { code: 'forbidden' });
    case 'conflicting':
      return new ChatError(`cannot ${what}: something else has this id`, { code: 'conflict' });
  }
}

/** True for what was accepted within the window that ends now, by this try or by one at the same moment. */
const belongsInWindow = (acceptance: Acceptance, now: number): boolean =>
  acceptance.kind === 'accepted' ||
  (acceptance.kind === 'repeated' && acceptance.at.getTime() > now - limits.messageWindowMs);

/**
 * Accepts something that a user wants to add to a room: at most once by its id, and no more of it than the throttle lets
 * through. What was accepted is committed.
 *
 * @throws ChatError `rate_limited` with the exact wait, `not_found`, `forbidden`, `unauthenticated`, `conflict`, `unavailable`.
 */
export async function acceptOnce<Wanted>(
  deps: AcceptOnceDeps<Wanted>,
  {
    attempt,
    wanted,
    what,
  }: { readonly attempt: Try; readonly wanted: Wanted /** Follows "cannot". */; readonly what: string },
): Promise<Accepted> {
  const acceptance = await tryOnce(deps, attempt, wanted);
  if (acceptance.kind === 'limited')
    throw new ChatError(`cannot ${what}: too many ${attempt.of}`, {
      code: 'rate_limited',
      retryAfterMs: acceptance.waitMs,
    });
  if (acceptance.kind === 'accepted' || acceptance.kind === 'repeated') return acceptance;
  throw refuse(acceptance.kind, what);
}

/** What the throttle says of a try, or what an earlier one came to where the throttle alone can't let this one through. */
async function letThrough<Wanted>(
  deps: Pick<AcceptOnceDeps<Wanted>, 'throttle' | 'findAccepted'>,
  attempt: Try,
  wanted: Wanted,
): Promise<Passage | Acceptance> {
  const passage = await deps.throttle(attempt);
  switch (passage.kind) {
    case 'passedBefore':
      return (await deps.findAccepted(wanted)) ?? deps.throttle({ ...attempt, isUnstored: true });
    case 'limited':
      return (passage.flooding ? undefined : await deps.findAccepted(wanted)) ?? passage;
    default:
      return passage;
  }
}

type Through = Exclude<Passage, { kind: 'limited' }>;

const isThrough = (passage: Passage | Acceptance): passage is Through =>
  passage.kind === 'taken' || passage.kind === 'known' || passage.kind === 'passedBefore';

async function tryOnce<Wanted>(
  deps: AcceptOnceDeps<Wanted>,
  attempt: Try,
  wanted: Wanted,
): Promise<Acceptance | Extract<Passage, { kind: 'limited' }>> {
  const passage = await letThrough(deps, attempt, wanted);
  if (!isThrough(passage)) return passage;
  // When this throws, it may be stored all the same: its place stays taken, and the retry passes by its id.
  const acceptance = await deps.accept(wanted);
  const place = 'place' in passage ? passage.place : undefined;
  if (place !== undefined && !belongsInWindow(acceptance, deps.now())) await deps.unthrottle(attempt, place);
  return acceptance;
}
