import { limits } from '../../../shared/protocol/limits.ts';
import type { Answer, Breach, Check, Disturbance, Try } from '../history.ts';
import { by } from './by.ts';
import { isOfRedis, mostOf } from './i8-fair.ts';

/**
 * I8, the refusals: a try that was refused costs nothing, and who comes back after the time that was told is let in.
 *
 * A refusal is wrong when, of all other messages of the user, fewer than five (of changes: twenty) had a try in the window before
 * it that was not refused: then there was room. Left out are what a flood of frames explains, and what a disturbance of Redis may.
 */
export const told: Check = ({ tries, answers, disturbances }) => {
  const byUser = by(tries, ({ user }) => user);
  const refusals = by(answers.filter(isThrottled), ({ user }) => user);
  return [...refusals].flatMap(([user, list]) => {
    const mine = byUser.get(user) ?? [];
    const outcomes = by(
      answers.filter((answer) => answer.user === user),
      ({ id }) => id,
    );
    return list.flatMap((refusal) => {
      const of = mine.find(({ id }) => id === refusal.id)?.of ?? 'messages';
      if (isExplained(refusal, mine, disturbances)) return [];
      return judge(refusal, { most: mostOf[of], tries: mine.filter((one) => one.of === of), outcomes });
    });
  });
};

const isThrottled = ({ outcome }: Answer) => outcome.kind === 'refused' && outcome.code === 'rate_limited';

type Facts = {
  readonly most: number;
  readonly tries: readonly Try[];
  /** By id: every answer that it got. */
  readonly outcomes: ReadonlyMap<string, readonly Answer[]>;
};

function judge(refusal: Answer, { most, tries, outcomes }: Facts): readonly Breach[] {
  const begin = firstAfter(tries, refusal) - limits.messageWindowMs;
  const others = new Set<string>();
  for (const { id, at } of tries) {
    if (id !== refusal.id && at <= refusal.at && takesPlace(id, outcomes, begin)) others.add(id);
  }
  if (others.size >= most) return [];
  const text = `${refusal.user} had to wait with ${refusal.id}, and only ${others.size} others had a place`;
  return [{ promise: 'I8', is: 'unfair', text }];
}

/** When the refused try was made, at the earliest: it is one of those with its id that the answer came after. */
function firstAfter(tries: readonly Try[], { id, at, socket }: Answer): number {
  const own = tries.filter((one) => one.id === id && one.socket === socket && one.at <= at);
  return own.at(-1)?.at ?? at;
}

/** True unless the message surely had no place from `begin` on: every answer is a refusal, or it was taken long before. */
function takesPlace(id: string, outcomes: ReadonlyMap<string, readonly Answer[]>, begin: number): boolean {
  const answers = outcomes.get(id) ?? [];
  if (answers.length === 0) return true;
  const taken = answers.find(({ outcome }) => outcome.kind === 'acked');
  if (taken) return taken.at >= begin;
  return !answers.every(isThrottled);
}

function isExplained(
  { at, socket }: Answer,
  tries: readonly Try[],
  disturbances: readonly Disturbance[],
): boolean {
  const lately = tries.filter((one) => one.socket === socket && one.at > at - 2_000 && one.at <= at);
  if (lately.length > limits.framesPerSecond / 2) return true;
  return disturbances.some(
    ({ kind, from, until }) => isOfRedis(kind) && from <= at && until >= at - limits.messageWindowMs,
  );
}
