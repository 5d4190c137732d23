// How values are written on the board. The language and the time zone are those of the browser.
import { now } from './clock.ts';

/** A value of an enum in words: COMPLETED_WITH_FAILURES is "Completed with failures". */
export function wordsOf(value: string): string {
  const text = value.toLowerCase().replaceAll('_', ' ').replace(/^s3 /, '');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const dayAndTime = { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
const shortTime = new Intl.DateTimeFormat(undefined, dayAndTime);
const timeOfAnotherYear = new Intl.DateTimeFormat(undefined, { ...dayAndTime, year: 'numeric' });
const fullTime = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' });

/** In milliseconds. A date within it has one year that it can be of. */
const halfYear = 182 * 86_400_000;

/** Day and time: "Jan 15, 14:05"; with the year if it is not obvious, as of archives: "Jan 15, 2019, 14:05". */
export function formatTime(date: string): string {
  const time = new Date(date);
  return (Math.abs(time.getTime() - now()) < halfYear ? shortTime : timeOfAnotherYear).format(time);
}

/** With year, seconds and time zone: for titles. */
export const formatFullTime = (date: string): string => fullTime.format(new Date(date));

const number = new Intl.NumberFormat();
export const formatNumber = (value: number): string => number.format(value);

/** "1 job", "2 jobs". */
export const countOf = (count: number, noun: string, plural = `${noun}s`): string =>
  `${formatNumber(count)} ${count === 1 ? noun : plural}`;

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** "1.5 GiB": units of 1024, as AWS bills them. */
export function formatBytes(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** power;
  return `${value.toLocaleString(undefined, { maximumFractionDigits: power === 0 || value >= 100 ? 0 : 1 })} ${units[power]}`;
}

/** "1.25 USD"; null without a price. */
export const moneyOf = (money: { amount: string; currency: string } | null | undefined): string | null =>
  money ? `${money.amount} ${money.currency}` : null;

/** "42 %", rounded down: 100 % is done. Without the small addition, 0.29 were 28 %, because 0.29 * 100 is less than 29. */
export const formatPercent = (fraction: number): string => `${Math.floor(fraction * 100 + 1e-9)} %`;

/** "3 h 20 min". Clocks differ: less than nothing is nothing. */
export function formatDuration(seconds: number): string {
  if (seconds < 60) return `${Math.max(0, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return `${Math.round(hours / 24)} days`;
}
