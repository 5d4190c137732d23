// What a description can tell about a file, each part alone: a name without a time is still a name.

export interface WrittenDetails {
  name: string | null;
  /** As it stands there, for `writtenTime`: to read it costs as much as all the rest, and a search asks for names alone. */
  time: unknown;
}

/** Control characters are in no file name that these tools take, and half a surrogate pair is no text. */
const unfit = /[\p{Cc}\p{Cs}]/u;

/** A name, if it can be one. */
export function fileName(text: unknown): string | null {
  if (typeof text !== 'string') return null;
  const name = text.trim();
  return name === '' || unfit.test(name) ? null : name;
}

/** 20120821T170824Z, which all of them write, and its longer forms, with separators and fractions. */
const isoTime = /^(\d{4})-?(\d\d)-?(\d\d)T(\d\d):?(\d\d):?(\d\d)(?:[.,](\d{1,9}))?Z$/i;

/** The moment, in UTC, also of seconds since 1970; null for one that no calendar has. */
export function writtenTime(written: unknown): Date | null {
  if (typeof written === 'number') return Math.abs(written) <= 8.64e12 ? new Date(written * 1000) : null;
  const match = typeof written === 'string' ? isoTime.exec(written.trim()) : null;
  if (!match) return null;
  const [, year, month, day, hour, minute, second, fraction = ''] = match;
  const seconds = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const time = new Date(`${seconds}.${fraction.padEnd(3, '0').slice(0, 3)}Z`);
  // Date takes the 31st of February for a day of March.
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(seconds) ? time : null;
}
