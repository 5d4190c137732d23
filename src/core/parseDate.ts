// Dates in texts of AWS: the date-time of RFC 3339. AWS writes UTC, so a text without a zone is in UTC too, whatever the zone
// of this process. `new Date(text)` alone also reads "5", and reads 31 February as 2 March.

const time = String.raw`T(?:[01]\d|2[0-3])(?::[0-5]\d){2}(?:\.\d+)?`;

/** Days that every year has, in UTC. What matches is certainly a date. `isPlainDate` finds the same in bytes. */
export const plainDate = new RegExp(
  String.raw`^(?!0000)\d{4}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)${time}Z$`,
);
const anyDate = new RegExp(String.raw`^(\d{4}-\d\d-\d\d)(${time})(Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)?$`, 'i');

/** Of the years 1 to 9999 in UTC; null for everything else. */
export function parseDate(text: string): Date | null {
  if (plainDate.test(text)) return new Date(text);
  const [, day = '', time = '', zone = 'Z'] = anyDate.exec(text.toUpperCase()) ?? [];
  const start = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(start.getTime()) || !start.toISOString().startsWith(day)) return null;
  const date = new Date(`${day}${time}${zone}`);
  return date.getUTCFullYear() >= 1 && date.getUTCFullYear() <= 9999 ? date : null;
}

export const isDate = (value: unknown): value is string =>
  typeof value === 'string' && (plainDate.test(value) || parseDate(value) !== null);
