/** The minutes, hours and so on that a cron expression of EventBridge allows. */
type Fields = {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  readonly years: ReadonlySet<number>;
  readonly isDay: (date: Date) => boolean;
};

const names = (list: string, first: number) =>
  new Map(list.split(' ').map((name, index) => [name, index + first]));
const months = names('JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC', 1);
const weekdays = names('SUN MON TUE WED THU FRI SAT', 1);

/**
 * Reads the six fields of `cron(minutes hours day-of-month month day-of-week year)`; times are in UTC.
 *
 * @throws when the expression is none.
 */
function parseCron(expression: string): Fields {
  const [minutes, hours, days, month, weekday, years] = expression.trim().toUpperCase().split(/\s+/);
  if (years === undefined || !minutes || !hours || !days || !month || !weekday)
    throw new Error(`cannot read cron(${expression}): it has six fields`);
  return {
    minutes: valuesOf(minutes, 0, 59),
    hours: valuesOf(hours, 0, 23),
    months: valuesOf(month, 1, 12, months),
    years: valuesOf(years, 1970, 2199),
    isDay: (date) => isDayOfMonth(days, date) && isWeekday(weekday, date),
  };
}

function valuesOf(field: string, from: number, to: number, known = new Map<string, number>()): Set<number> {
  return new Set(field.split(',').flatMap((part) => rangeOf(part, from, to, known)));
}

function rangeOf(part: string, from: number, to: number, known: ReadonlyMap<string, number>): number[] {
  const [span = '', step = ''] = part.split('/');
  const value = (text: string) => known.get(text) ?? Number(text);
  const isAll = span === '*' || span === '?';
  const [low = from, high = step === '' ? low : to] = isAll ? [from, to] : span.split('-').map(value);
  if (![low, high, Number(step || 1)].every(Number.isInteger))
    throw new Error(`cannot read the cron field ${part}`);
  const every = Number(step || 1);
  return Array.from({ length: Math.floor((high - low) / every) + 1 }, (_, index) => low + index * every);
}

const lastDay = (date: Date) => new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0));

function isDayOfMonth(field: string, date: Date): boolean {
  if (field === 'L') return date.getUTCDate() === lastDay(date).getUTCDate();
  const [, near] = /^(\d+)W$/.exec(field) ?? [];
  if (near !== undefined) return date.getUTCDate() === nearestWorkday(Number(near), date);
  return valuesOf(field, 1, 31).has(date.getUTCDate());
}

/** The workday nearest to a day, without leaving its month. */
function nearestWorkday(day: number, date: Date): number {
  const weekday = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), day)).getUTCDay();
  if (weekday === 6) return day === 1 ? 3 : day - 1;
  if (weekday === 0) return day === lastDay(date).getUTCDate() ? day - 2 : day + 1;
  return day;
}

function isWeekday(field: string, date: Date): boolean {
  const today = date.getUTCDay() + 1;
  const [, weekday, nth] = /^(\w+)#(\d)$/.exec(field) ?? [];
  if (weekday !== undefined)
    return valuesOf(weekday, 1, 7, weekdays).has(today) && Math.ceil(date.getUTCDate() / 7) === Number(nth);
  const [, last] = /^(\w+)L$/.exec(field) ?? [];
  if (last !== undefined)
    return valuesOf(last, 1, 7, weekdays).has(today) && lastDay(date).getUTCDate() - date.getUTCDate() < 7;
  return valuesOf(field === 'L' ? '7' : field, 1, 7, weekdays).has(today);
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** Leap days on a weekday come back within 28 years. */
const horizonDays = 28 * 366;

/** The first time after `now` that a cron expression allows, or `undefined` when none is left. */
export function nextCron(expression: string, now: number): number | undefined {
  const fields = parseCron(expression);
  const first = Math.floor(now / minuteMs) * minuteMs + minuteMs;
  const midnight = Math.floor(first / dayMs) * dayMs;
  for (let day = 0; day < horizonDays; day += 1) {
    const start = midnight + day * dayMs;
    if (!isAllowedDay(fields, new Date(start))) continue;
    const minute = minuteOf(fields, start, first);
    if (minute !== undefined) return minute;
  }
  return undefined;
}

const isAllowedDay = (fields: Fields, date: Date) =>
  fields.months.has(date.getUTCMonth() + 1) && fields.years.has(date.getUTCFullYear()) && fields.isDay(date);

function minuteOf(fields: Fields, start: number, first: number): number | undefined {
  const times = [...fields.hours].flatMap((hour) => [...fields.minutes].map((minute) => hour * 60 + minute));
  return times
    .map((minutes) => start + minutes * minuteMs)
    .sort((left, right) => left - right)
    .find((time) => time >= first);
}
