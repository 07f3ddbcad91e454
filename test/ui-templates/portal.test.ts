import { describe, expect, test } from '@jest/globals';
import { clockText, durationText } from '../../ui-templates/portal/duration';
import { en } from '../../ui-templates/portal/i18n/en';
import { ja } from '../../ui-templates/portal/i18n/ja';
import { chosenLanguage } from '../../ui-templates/portal/i18n/language';
import { PauseClock } from '../../ui-templates/portal/pause-clock';
import { commandOf } from '../../ui-templates/portal/shortcuts';
import { TimeWarnings } from '../../ui-templates/portal/time-warnings';

describe('the clock', () => {
  test.each([
    [247_000, '4:07'],
    [59_001, '1:00'],
    [1, '0:01'],
    [0, '0:00'],
    [-5000, '0:00'],
    [3_729_000, '1:02:09'],
  ])('%d ms left is %s', (left, text) => {
    expect(clockText(left)).toBe(text);
  });

  test.each([
    [30, '30 seconds', '30 秒'],
    [60, '1 minute', '1 分'],
    [300, '5 minutes', '5 分'],
    [7200, '2 hours', '2 時間'],
    [259_200, '3 days', '3 日'],
  ])('%d s is %s', (seconds, english, japanese) => {
    expect([durationText(seconds, en), durationText(seconds, ja)]).toEqual([english, japanese]);
  });

  test('counts the time out of sight, now included', () => {
    let now = 0;
    const pauses = new PauseClock(() => now);
    const at = (time: number, isHidden: boolean) => {
      now = time;
      pauses.visibility(isHidden);
    };
    at(1000, true);
    at(2000, true);
    at(4000, false);
    at(5000, false);
    expect(pauses.seconds).toBe(3);
    at(6000, true);
    now = 8000;
    expect(pauses.seconds).toBe(5);
  });
});

describe('warnings that time runs out', () => {
  const dueAt = (limitMs: number, ...left: number[]) => {
    const warnings = new TimeWarnings();
    return left.filter((ms) => warnings.isDue(ms, limitMs));
  };

  test('come once each, a minute and a quarter of one before the end', () => {
    expect(dueAt(300_000, 61_000, 60_000, 59_000, 15_000, 14_000)).toEqual([60_000, 15_000]);
  });

  test('that were slept through are one', () => {
    expect(dueAt(300_000, 70_000, 9000, 8000)).toEqual([9000]);
  });

  test('do not come at the very start of a short task, nor after the end', () => {
    expect(dueAt(60_000, 60_000, 59_000, 15_000)).toEqual([15_000]);
    expect(dueAt(300_000, 0, -1000)).toEqual([]);
  });
});

describe('language', () => {
  test.each([
    ['ja', ['en-US'], 'ja'],
    [null, ['de-DE', 'ja-JP', 'en'], 'ja'],
    [null, ['fr'], 'en'],
    ['xx', ['ja'], 'ja'],
  ])('saved %p, preferred %p: %s', (saved, preferred, language) => {
    expect(chosenLanguage(saved, preferred)).toBe(language);
  });

  test('every text is there in both, and Japanese ones are Japanese', () => {
    expect(Object.keys(ja).sort()).toEqual(Object.keys(en).sort());
    const same = Object.entries(ja).filter(([key, text]) => key !== 'appName' && text === en[key as keyof typeof en]);
    expect(same).toEqual([]);
  });
});

describe('keys', () => {
  test.each([
    ['s', 'KeyS', 'release'],
    ['S', 'KeyS', 'release'],
    ['?', 'Slash', 'help'],
    ['ы', 'KeyS', 'release'],
    ['b', 'KeyN', 'stop'],
    ['n', 'KeyB', undefined],
    ['1', 'Digit1', undefined],
  ])('%s on %s is %p', (key, code, command) => {
    expect(commandOf(key, code)).toBe(command);
  });
});
