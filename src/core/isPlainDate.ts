// Dates as AWS writes them, found in bytes without making a text: 2026-01-15T08:30:00Z or 2026-01-15T08:30:00.123Z, in UTC, on days
// that every year has. `parseDate` reads these and more.

/** Without a fraction of a second. */
export const secondsLength = '2026-01-15T08:30:00Z'.length;

const zero = 0x30;
const dash = 0x2d;
const colon = 0x3a;
const dot = 0x2e;
const letterT = 0x54;
const letterZ = 0x5a;

export function isPlainDate(bytes: Uint8Array, from: number, to: number): boolean {
  if (to - from < secondsLength || bytes[to - 1] !== letterZ) return false;
  if (bytes[from + 4] !== dash || bytes[from + 7] !== dash || bytes[from + 10] !== letterT) return false;
  if (bytes[from + 13] !== colon || bytes[from + 16] !== colon) return false;
  const century = twoDigits(bytes, from);
  const year = twoDigits(bytes, from + 2);
  return (
    century >= 0 &&
    year >= 0 &&
    century + year > 0 &&
    hasEveryYear(twoDigits(bytes, from + 5), twoDigits(bytes, from + 8)) &&
    isAtMost(23, twoDigits(bytes, from + 11)) &&
    isAtMost(59, twoDigits(bytes, from + 14)) &&
    isAtMost(59, twoDigits(bytes, from + 17)) &&
    isFraction(bytes, from + secondsLength - 1, to - 1)
  );
}

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= zero && byte <= zero + 9;

/** -1 if they are none. */
function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = bytes[at];
  const ones = bytes[at + 1];
  return isDigit(tens) && isDigit(ones) ? ((tens as number) - zero) * 10 + (ones as number) - zero : -1;
}

const isAtMost = (most: number, value: number): boolean => value >= 0 && value <= most;

function hasEveryYear(month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  if (day <= 28) return true;
  if (month === 2) return false;
  return day <= 30 || (day === 31 && (month < 8 ? month % 2 === 1 : month % 2 === 0));
}

/** Nothing, or a dot and digits. */
function isFraction(bytes: Uint8Array, from: number, to: number): boolean {
  if (from === to) return true;
  if (bytes[from] !== dot || from + 1 === to) return false;
  for (let at = from + 1; at < to; at += 1) if (!isDigit(bytes[at])) return false;
  return true;
}
