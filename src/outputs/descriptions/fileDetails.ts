// The details of a file in a description. Each is optional: a name without a time is still a name.

export interface FileDetails {
  name: string | null;
  /** As written, for `parseFileTime`. Parsing it costs as much as all the rest, and a search only needs names. */
  time: unknown;
}

/** These tools accept no control characters in file names, and a lone surrogate is not text. */
const invalid = /[\p{Cc}\p{Cs}]/u;

/** Returns the trimmed name; null if it cannot be a file name. */
export function fileName(text: unknown): string | null {
  if (typeof text !== 'string') return null;
  const name = text.trim();
  return name === '' || invalid.test(name) ? null : name;
}

/** 20120821T170824Z, which all tools write, and longer forms with separators and fractions. */
const isoTime = /^(\d{4})-?(\d\d)-?(\d\d)T(\d\d):?(\d\d):?(\d\d)(?:[.,](\d{1,9}))?Z$/i;

/** Parses a time in UTC, or seconds since 1970; null for an invalid one. */
export function parseFileTime(written: unknown): Date | null {
  if (typeof written === 'number') return Math.abs(written) <= 8.64e12 ? new Date(written * 1000) : null;
  const match = typeof written === 'string' ? isoTime.exec(written.trim()) : null;
  if (!match) return null;
  const [, year, month, day, hour, minute, second, fraction = ''] = match;
  const seconds = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const time = new Date(`${seconds}.${fraction.padEnd(3, '0').slice(0, 3)}Z`);
  // Date accepts the 31st of February as a day in March.
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(seconds) ? time : null;
}
