import { UsageFailure } from './failure';

export type Values = Record<string, string | boolean | undefined>;

/** A whole number in a range, or the default when the option was not given. */
export function wholeNumber(
  values: Values,
  name: string,
  fallback: number,
  range: { min: number; max: number },
): number {
  const text = values[name];
  if (text === undefined) return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < range.min || value > range.max) {
    throw new UsageFailure(`--${name}: expected a whole number from ${range.min} to ${range.max}, got "${text}"`);
  }
  return value;
}

/** A share such as 0.95, bounds included. */
export function share(values: Values, name: string, fallback: number, range: { min: number; max: number }): number {
  const text = values[name];
  if (text === undefined) return fallback;
  const value = Number(text);
  if (text === '' || !Number.isFinite(value) || value < range.min || value > range.max) {
    throw new UsageFailure(`--${name}: expected a number from ${range.min} to ${range.max}, got "${text}"`);
  }
  return value;
}

export function oneOf<T extends string>(values: Values, name: string, fallback: T, allowed: readonly T[]): T {
  const text = values[name];
  if (text === undefined) return fallback;
  if (!allowed.includes(text as T)) {
    throw new UsageFailure(`--${name}: expected one of ${allowed.join(', ')}, got "${text}"`);
  }
  return text as T;
}

/** `a,b,c`, trimmed; empty entries and duplicates are refused. */
export function list(values: Values, name: string): string[] | undefined {
  const text = values[name];
  if (text === undefined) return undefined;
  const entries = String(text)
    .split(',')
    .map((entry) => entry.trim());
  if (entries.some((entry) => entry === '')) throw new UsageFailure(`--${name}: an entry of "${text}" is empty`);
  const twice = entries.find((entry, index) => entries.indexOf(entry) !== index);
  if (twice !== undefined) throw new UsageFailure(`--${name}: "${twice}" is there twice`);
  return entries;
}

export const text = (values: Values, name: string): string | undefined => {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
};
