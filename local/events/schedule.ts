import { ServiceError } from '../contract';

/** When a schedule runs next, strictly after `after`; undefined when never again. `anchor` is the start from which rates count. */
export type Schedule = (after: number, anchor: number) => number | undefined;

const refuse = () => new ServiceError('ValidationException', 'Parameter ScheduleExpression is not valid.');

const unitMillis: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** `rate(5 minutes)`, `cron(0 10 * * ? *)` (UTC), and, for EventBridge Scheduler, `at(2030-01-01T00:00:00)`. */
export function compileSchedule(expression: string): Schedule {
  const rate = /^rate\((\d+) (minute|hour|day)(s?)\)$/.exec(expression);
  if (rate) {
    const count = Number(rate[1]);
    if (count < 1 || (count === 1) !== (rate[3] === '')) throw refuse();
    const period = count * unitMillis[rate[2]!]!;
    return (after, anchor) => anchor + period * (Math.max(0, Math.floor((after - anchor) / period)) + 1);
  }
  const at = /^at\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)$/.exec(expression);
  if (at) {
    const instant = Date.parse(`${at[1]}Z`);
    return (after) => (instant > after ? instant : undefined);
  }
  const cron = /^cron\((.+)\)$/.exec(expression);
  if (!cron) throw refuse();
  return compileCron(cron[1]!.trim().split(/\s+/));
}

const monthNames = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const dayNames = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

function compileCron(fields: string[]): Schedule {
  if (fields.length !== 6) throw refuse();
  const [minutes, hours, dayOfMonth, months, dayOfWeek, years] = fields as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  // why: EventBridge accepts a day of the month or a day of the week, and wants the other to be `?`.
  if ((dayOfMonth === '?') === (dayOfWeek === '?')) throw refuse();
  const minuteSet = parseField(minutes, 0, 59);
  const hourSet = parseField(hours, 0, 23);
  const monthSet = parseField(named(months, monthNames, 1), 1, 12);
  const yearSet = parseField(years, 1970, 2199);
  const day = dayOfMonth === '?' ? weekDays(named(dayOfWeek, dayNames, 1)) : monthDays(dayOfMonth);

  return (after) => {
    const start = new Date(Math.floor(after / 60_000) * 60_000 + 60_000);
    const lastYear = Math.max(...yearSet);
    const date = new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth(), start.getUTCDate()));
    for (; date.getUTCFullYear() <= lastYear; date.setUTCDate(date.getUTCDate() + 1)) {
      if (!yearSet.has(date.getUTCFullYear()) || !monthSet.has(date.getUTCMonth() + 1)) {
        // why: straight to the last day of the month, so that a far year is found quickly.
        date.setUTCMonth(date.getUTCMonth() + 1, 0);
        continue;
      }
      if (!day(date)) continue;
      for (const hour of hourSet) {
        for (const minute of minuteSet) {
          const instant = date.getTime() + hour * 3_600_000 + minute * 60_000;
          if (instant >= start.getTime()) return instant;
        }
      }
    }
    return undefined;
  };
}

const named = (field: string, names: string[], first: number) =>
  field.replace(/[A-Z]{3}/gi, (name) => {
    const index = names.indexOf(name.toUpperCase());
    if (index < 0) throw refuse();
    return String(index + first);
  });

/** Values in ascending order. */
function parseField(field: string, low: number, high: number): Set<number> {
  const values = new Set<number>();
  for (const part of field.split(',')) {
    const match = /^(?:(\*)|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(part);
    if (!match) throw refuse();
    const [, all, from, to, step] = match;
    const first = all ? low : Number(from);
    const last = all || (step && !to) ? high : Number(to ?? from);
    const stride = step === undefined ? 1 : Number(step);
    if (first < low || last > high || first > last || stride < 1) throw refuse();
    for (let value = first; value <= last; value += stride) values.add(value);
  }
  return new Set([...values].sort((a, b) => a - b));
}

const lastDay = (date: Date) => new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();

function monthDays(field: string): (date: Date) => boolean {
  if (field === 'L') return (date) => date.getUTCDate() === lastDay(date);
  const nearest = /^(\d+)W$/.exec(field);
  if (nearest) {
    const wanted = Number(nearest[1]);
    return (date) => date.getUTCDate() === nearestWeekday(date, wanted);
  }
  const days = parseField(field, 1, 31);
  return (date) => days.has(date.getUTCDate());
}

function nearestWeekday(month: Date, wanted: number): number | undefined {
  const last = lastDay(month);
  if (wanted > last) return undefined;
  const weekDay = new Date(Date.UTC(month.getUTCFullYear(), month.getUTCMonth(), wanted)).getUTCDay();
  if (weekDay === 6) return wanted === 1 ? 3 : wanted - 1;
  if (weekDay === 0) return wanted === last ? wanted - 2 : wanted + 1;
  return wanted;
}

function weekDays(field: string): (date: Date) => boolean {
  const ordinal = /^([1-7])#([1-5])$/.exec(field);
  if (ordinal) {
    const [, day, nth] = ordinal.map(Number);
    return (date) => date.getUTCDay() + 1 === day && Math.ceil(date.getUTCDate() / 7) === nth;
  }
  const last = /^([1-7])L$/.exec(field);
  if (last) {
    const day = Number(last[1]);
    return (date) => date.getUTCDay() + 1 === day && date.getUTCDate() + 7 > lastDay(date);
  }
  const days = parseField(field === 'L' ? '7' : field, 1, 7);
  return (date) => days.has(date.getUTCDay() + 1);
}
