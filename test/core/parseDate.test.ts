// Dates of AWS read the same in every time zone, and only real ones are read.
import { afterEach, expect, test, vi } from 'vitest';
import { isDate, parseDate } from '../../src/core/parseDate.ts';

afterEach(() => vi.unstubAllEnvs());

test.each(['UTC', 'America/New_York', 'Pacific/Kiritimati'])('in %s, a text without a zone is in UTC', (at) => {
  vi.stubEnv('TZ', at);
  expect(new Date('2020-01-01T00:00:00').getTime() === Date.UTC(2020, 0)).toBe(at === 'UTC');
  const times: Record<string, string> = {
    '2020-01-01T00:00:00': '2020-01-01T00:00:00.000Z',
    '2020-01-01T00:00:00.5': '2020-01-01T00:00:00.500Z',
    '2020-01-01T00:00:00Z': '2020-01-01T00:00:00.000Z',
    '2020-01-01t00:00:00.123456z': '2020-01-01T00:00:00.123Z',
    '2020-01-01T00:00:00+05:30': '2019-12-31T18:30:00.000Z',
    '2020-02-29T12:00:00Z': '2020-02-29T12:00:00.000Z',
    '2019-12-31T23:59:59Z': '2019-12-31T23:59:59.000Z',
    '0001-01-01T00:00:00Z': '0001-01-01T00:00:00.000Z',
    '9999-12-31T23:59:59Z': '9999-12-31T23:59:59.000Z',
  };
  for (const [text, read] of Object.entries(times)) expect(parseDate(text)?.toISOString(), text).toBe(read);
  for (const text of Object.keys(times)) expect(isDate(text), text).toBe(true);
});

test.each([
  ...['', '5', '2020', '2020-01-01', '1 May 2020', '2020-01-01 00:00:00Z', '20200101T000000Z', ' 2020-01-01T00:00:00Z'],
  ...[
    '2020-02-30T00:00:00Z',
    '2020-02-31T00:00:00Z',
    '2019-02-29T00:00:00Z',
    '1900-02-29T00:00:00',
    '2020-04-31T00:00:00Z',
  ],
  ...['2020-00-01T00:00:00Z', '2020-13-01T00:00:00Z', '2020-01-00T00:00:00Z', '2020-01-32T00:00:00Z'],
  ...['2020-01-01T24:00:00Z', '2020-01-01T00:60:00Z', '2020-01-01T00:00:60Z', '2020-01-01T00:00:00+24:00'],
  ...['0000-01-01T00:00:00Z', '0000-12-31T20:00:00Z', '0001-01-01T00:00:00+01:00', '9999-12-31T23:59:59-01:00'],
  ...['10000-01-01T00:00:00Z', '+010000-01-01T00:00:00Z', '-000001-01-01T00:00:00Z', '2020-01-01T00:00Z'],
])('"%s" is no date', (text) => {
  expect(parseDate(text)).toBeNull();
  expect(isDate(text)).toBe(false);
});

test('every day of a leap year and of another one is a date, and no other day', () => {
  for (const year of [2019, 2020]) {
    for (let month = 1; month <= 12; month += 1) {
      for (let day = 0; day <= 32; day += 1) {
        const text = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}T01:02:03Z`;
        const isReal = day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
        expect(parseDate(text) !== null, text).toBe(isReal);
      }
    }
  }
});
