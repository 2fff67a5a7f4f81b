import { randomUUID } from 'node:crypto';
import type { Cancel, Clock } from '../gateway/clock/clock.ts';
import { type ScheduledFunction, scheduledEvent } from '../template/schedules.ts';
import { nextRun } from './next-run.ts';

export type SchedulesOptions = {
  readonly clock: Clock;
  /** Invokes asynchronously. */
  readonly enqueue: (schedule: ScheduledFunction, payload: string) => void;
};

/** The longest time that a timer of Node's can wait. */
const longestTimerMs = 2 ** 31 - 1;

/** Invokes functions at their times until the result is called. @throws when an expression is no schedule. */
export function runSchedules(
  schedules: readonly ScheduledFunction[],
  { clock, enqueue }: SchedulesOptions,
): Cancel {
  const cancels = new Map<ScheduledFunction, Cancel>();
  const since = clock.now();
  const plan = (schedule: ScheduledFunction) => {
    const now = clock.now();
    const next = nextRun(schedule.expression, since, now);
    if (next === undefined) return;
    const wait = Math.min(next - now, longestTimerMs);
    cancels.set(
      schedule,
      clock.after(wait, () => {
        if (clock.now() >= next) fire(schedule);
        plan(schedule);
      }),
    );
  };
  const fire = (schedule: ScheduledFunction) =>
    enqueue(schedule, schedule.input ?? JSON.stringify(scheduledEvent(schedule, randomUUID(), clock.now())));
  for (const schedule of schedules) plan(schedule);
  return () => {
    for (const cancel of cancels.values()) cancel();
  };
}
