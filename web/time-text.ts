const day = 24 * 60 * 60 * 1000;

const clock = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });
const weekday = new Intl.DateTimeFormat(undefined, { weekday: 'long' });
const date = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'long', year: 'numeric' });
const shortDate = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' });

const startOfDay = (ms: number): number => new Date(ms).setHours(0, 0, 0, 0);
const daysBetween = (from: number, to: number): number =>
  Math.round((startOfDay(to) - startOfDay(from)) / day);

/** `14:05`, in the reader's habit. */
export const timeText = (ms: number): string => clock.format(ms);

/** All there is to say of a moment. */
export const fullText = (ms: number): string => full.format(ms);

/** The day of a moment, as a separator says it: Today, Yesterday, Monday, 3 March 2026. */
export function dayText(ms: number, now: number): string {
  const days = daysBetween(ms, now);
  if (days <= 0) return 'Today';
  if (days === 1) return 'Yesterday';
  return days < 7 ? weekday.format(ms) : date.format(ms);
}

/** A moment in few letters, for a list: the time today, else the day. */
export function shortText(ms: number, now: number): string {
  const days = daysBetween(ms, now);
  if (days <= 0) return timeText(ms);
  return days === 1 ? 'Yesterday' : shortDate.format(ms);
}

/** True when both are on the same day for the reader. */
export const isSameDay = (one: number, other: number): boolean => startOfDay(one) === startOfDay(other);
