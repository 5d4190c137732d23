// Dates as Glacier writes them: milliseconds almost everywhere, whole seconds in inventories.

export const milliseconds = (time: number): string => new Date(time).toISOString();

export const seconds = (time: number): string => milliseconds(time).replace(/\.\d{3}Z$/, 'Z');

/** Parses an ISO 8601 date in UTC, with or without a fraction of a second; undefined for any other text. */
export function parseDate(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/.test(text)) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}
