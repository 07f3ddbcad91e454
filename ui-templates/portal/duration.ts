import type { Texts } from './i18n/en';

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

/** `4:07`, `1:02:09`: what is left on the clock, never below nothing. */
export function clockText(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const minutes = Math.floor(seconds / MINUTE);
  if (seconds < HOUR) return `${minutes}:${two(seconds % MINUTE)}`;
  return `${Math.floor(seconds / HOUR)}:${two(minutes % 60)}:${two(seconds % MINUTE)}`;
}

/** `5 minutes`: a length of time in the largest unit that says it well. */
export function durationText(seconds: number, texts: Texts): string {
  if (seconds >= 2 * DAY) return texts.days(Math.round(seconds / DAY));
  if (seconds >= 2 * HOUR) return texts.hours(Math.round(seconds / HOUR));
  if (seconds >= 90) return texts.minutes(Math.round(seconds / MINUTE));
  return seconds === MINUTE ? texts.minutes(1) : texts.seconds(seconds);
}

/** `23 Nov, 10:32`: when something was. */
export const timeText = (time: number, language: string): string =>
  new Intl.DateTimeFormat(language === 'ja' ? 'ja' : 'en-GB', { dateStyle: 'medium', timeStyle: 'short' }).format(time);
