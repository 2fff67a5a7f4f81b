import { limits } from '../../../shared/protocol/limits.ts';
import type { Answer, Breach, Check, Disturbance, Sent, Try } from '../history.ts';
import { by } from './by.ts';
import { isOfRedis, mostOf } from './i8-fair.ts';

/**
 * I8, the refusals: a try that was refused costs nothing, and who comes back after the time that was told is let in.
 *
 * A refusal is wrong when, of all other messages of the user, fewer than five (of changes: twenty) had a try in the window before
 * it that was not refused: then there was room. Left out are what a flood of frames explains, and what a disturbance of Redis may.
 */
export const told: Check = ({ tries, answers, sent, disturbances }) => {
  const bySocket = by(sent, ({ socket }) => String(socket));
  const byUser = by(tries, ({ user }) => user);
  const refusals = by(answers.filter(isThrottled), ({ user }) => user);
  const ofRedis = disturbances
    .filter(({ kind }) => isOfRedis(kind))
    .map(({ kind, from, until }) => ({ kind, from, until: until + backlogMs }));
  return [...refusals].flatMap(([user, list]) => {
    const mine = byUser.get(user) ?? [];
    const outcomes = by(
      answers.filter((answer) => answer.user === user),
      ({ id }) => id,
    );
    return list.flatMap((refusal) => {
      const of = mine.find(({ id }) => id === refusal.id)?.of ?? 'messages';
      const frames = framesBefore(refusal, bySocket);
      if (frames > limits.framesPerSecond / 2 || isDisturbed(refusal, ofRedis)) return [];
      return judge(refusal, {
        most: mostOf[of],
        tries: mine.filter((one) => one.of === of),
        outcomes,
        disturbances: ofRedis,
        frames,
      });
    });
  });
};

/** What functions gave up while Redis was away still comes to it, so long afterwards: what was accepted without it gets its place then. */
const backlogMs = 500;

const isThrottled = ({ outcome }: Answer) => outcome.kind === 'refused' && outcome.code === 'rate_limited';

type Facts = {
  readonly most: number;
  readonly tries: readonly Try[];
  /** By id: every answer that it got. */
  readonly outcomes: ReadonlyMap<string, readonly Answer[]>;
  /** Of Redis, each with the time in which it catches up. */
  readonly disturbances: readonly Disturbance[];
  /** Of all kinds, that the connection had sent in the two seconds before. */
  readonly frames: number;
};

function judge(refusal: Answer, { most, tries, outcomes, disturbances, frames }: Facts): readonly Breach[] {
  const begin = earliestOf(tries, refusal, outcomes.get(refusal.id) ?? []) - limits.messageWindowMs;
  const end = refusal.at;
  const span = { begin, end, disturbances: disturbances.filter(({ from }) => from <= end) };
  const before = by(
    tries.filter(({ id, at }) => id !== refusal.id && at <= refusal.at),
    ({ id }) => id,
  );
  const others = [...before].map(([id, list]) => ({ id, tries: list, answers: outcomes.get(id) ?? [] }));
  const placed = others.filter((other) => takesPlace(other, span));
  if (placed.length >= most) return [];
  const wait = refusal.outcome.kind === 'refused' ? refusal.outcome.retryAfterMs : undefined;
  const text = `${refusal.user} had to wait ${wait} ms with ${refusal.id} at ${refusal.at}, and only ${placed.length} others had a place, after ${frames} frames`;
  const rest = others.filter((other) => !placed.includes(other) && other.tries.some(({ at }) => at >= begin));
  return [{ promise: 'I8', is: 'unfair', text: [text, ...rest.map(lineOf)].join('; none: ') }];
}

/** A message of which something was tried before a refusal, with all that was ever answered. */
type Other = { readonly id: string; readonly tries: readonly Try[]; readonly answers: readonly Answer[] };

const lineOf = ({ id, tries, answers }: Other) =>
  `${id} tried ${tries.map(({ at }) => at).join(' ')}, ${answers.map(({ at, outcome }) => `${outcome.kind} ${at}`).join(' ')}`;

/**
 * When the refused try was made, at the earliest. Several may be under way on the same socket: an answer that came before is
 * taken for that of the latest.
 */
function earliestOf(tries: readonly Try[], refusal: Answer, answers: readonly Answer[]): number {
  const isSame = ({ id, socket, at }: Try | Answer) =>
    id === refusal.id && socket === refusal.socket && at <= refusal.at;
  const open = tries.filter(isSame).map(({ at }) => at);
  for (const { at } of answers.filter((one) => one !== refusal && isSame(one))) {
    const latest = open.findLastIndex((tried) => tried <= at);
    if (latest >= 0) open.splice(latest, 1);
  }
  return open[0] ?? refusal.at;
}

/** A function that comes to Redis later than this after its try is none: it was stopped by then. */
const functionMs = 30_000;

/**
 * True unless the message surely had no place from the window's begin on: it was taken or tried long before, or each of its tries was
 * refused for want of one. A try without an answer may have taken one: its function was killed.
 */
function takesPlace({ tries, answers }: Other, { begin, end, disturbances }: Span): boolean {
  if (!tries.some(({ at }) => at >= begin - functionMs)) return false;
  const taken = answers.find(({ outcome }) => outcome.kind === 'acked')?.at;
  if (taken === undefined || taken >= begin) {
    return tries.length > answers.filter((answer) => isThrottled(answer) && answer.at <= end).length;
  }
  // A retry is free, but where Redis doesn't know of the first try, or forgot it: then it takes a place, before it is answered.
  const first = tries[0]?.at ?? begin;
  const isForgotten = disturbances.some(({ until }) => until >= first);
  return isForgotten && tries.length > answers.filter(({ at }) => at < begin).length;
}

/** The window of a refusal, and the disturbances of Redis that began before its end. */
type Span = {
  readonly begin: number;
  readonly end: number;
  readonly disturbances: readonly Disturbance[];
};

/** Every frame counts in a flood, not messages alone. */
const framesBefore = ({ at, socket }: Answer, bySocket: ReadonlyMap<string, readonly Sent[]>): number =>
  (bySocket.get(String(socket)) ?? []).filter((frame) => frame.at > at - 2_000 && frame.at <= at).length;

const isDisturbed = ({ at }: Answer, disturbances: readonly Disturbance[]): boolean =>
  disturbances.some(({ from, until }) => from <= at && until >= at - limits.messageWindowMs);
