import type { Breach, History } from '../history.ts';
import { honestDelivery } from './honest-delivery.ts';
import { durable } from './i1-durable.ts';
import { once } from './i2-once.ts';
import { ordered } from './i3-ordered.ts';
import { sameView } from './i4-same-view.ts';
import { bounded } from './i5-bounded.ts';
import { inTurn } from './i6-in-turn.ts';
import { noLeak } from './i7-no-leak.ts';
import { limited } from './i8-fair.ts';
import { told } from './i8-told.ts';
import { streamed } from './streamed.ts';

const checks = [
  durable,
  once,
  ordered,
  sameView,
  bounded,
  inTurn,
  noLeak,
  limited,
  told,
  honestDelivery,
  streamed,
];

/** Every promise that a run broke; nothing when it kept them all. */
export const findBreaches = (history: History): readonly Breach[] =>
  checks.flatMap((check) => check(history));
