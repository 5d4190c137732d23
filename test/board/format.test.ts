// How values are written on the board. Numbers and dates are in the language of this machine, so only what it does not change is compared.
import { describe, expect, test } from 'vitest';
import { now } from '../../src/board/core/clock.ts';
import { formatBytes, formatDuration, formatPercent, formatTime, wordsOf } from '../../src/board/core/format.ts';

test('each whole percent is itself, and 100 % is only what is done', () => {
  const percents = Array.from({ length: 101 }, (_, percent) => percent);
  expect(percents.map((percent) => formatPercent(percent / 100))).toEqual(percents.map((percent) => `${percent} %`));
  expect([formatPercent(0.999_999), formatPercent(9_999_999 / 10_000_000)]).toEqual(['99 %', '99 %']);
});

describe('a time', () => {
  const day = 86_400_000;
  const inDays = (days: number) => new Date(now() + days * day);
  const hasYear = (date: Date) => formatTime(date.toISOString()).includes(String(date.getFullYear()));

  test.each([-1000, -400, -190, 190, 400])('%i days from now has its year', (days) => {
    expect(hasYear(inDays(days))).toBe(true);
  });

  test.each([-170, -30, -1, 0, 1, 170])('%i days from now has none', (days) => {
    expect(hasYear(inDays(days))).toBe(false);
  });
});

test.each([
  [0, 0, 'B'],
  [1, 1, 'B'],
  [1023, 1023, 'B'],
  [1024, 1, 'KiB'],
  [1.5 * 1024 ** 3, 1.5, 'GiB'],
  [40 * 1024 ** 4, 40, 'TiB'],
  [3 * 1024 ** 6, 3072, 'PiB'],
])('%i bytes are %d %s', (bytes, value, unit) => {
  expect(formatBytes(bytes)).toBe(`${value.toLocaleString()} ${unit}`);
});

test.each([
  [-5, '0 s'],
  [0.4, '0 s'],
  [59, '59 s'],
  [60, '1 min'],
  [3599, '1 h'],
  [12_000, '3 h 20 min'],
  [2 * 86_400, '2 days'],
])('%d seconds are %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});

test('the value of an enum is written in words', () => {
  expect(['COMPLETED_WITH_FAILURES', 'S3_PUT_OBJECT_COPY'].map(wordsOf)).toEqual([
    'Completed with failures',
    'Put object copy',
  ]);
});
