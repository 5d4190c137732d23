// Key-based pagination: a marker carries the sort key of the last entry of the page. A list that grows or shrinks between two
// pages neither repeats nor skips the entries that remain.

interface Page<T> {
  entries: T[];
  /** The last entry of the page if more entries follow. */
  last: T | undefined;
}

/** The entries from the first one for which `isAfter` holds. The list must be sorted by its keys. */
export function pageOf<T>(entries: readonly T[], limit: number, isAfter: (entry: T) => boolean = () => true): Page<T> {
  const from = entries.findIndex(isAfter);
  const page = from < 0 ? [] : entries.slice(from, from + limit);
  return { entries: page, last: from >= 0 && from + limit < entries.length ? page.at(-1) : undefined };
}

/** A position in a list sorted by time and id. */
interface TimeKey {
  createdAt: number;
  id: string;
}

/** Opaque to callers, as AWS's markers are. */
export const writeMarker = ({ createdAt, id }: TimeKey): string =>
  Buffer.from(`${createdAt.toString(36)}.${id}`).toString('base64url');

export function readMarker(marker: string): TimeKey | undefined {
  const [, time, id] = /^([0-9a-z]{1,11})\.([\w-]+)$/.exec(Buffer.from(marker, 'base64url').toString('latin1')) ?? [];
  if (time === undefined || id === undefined) return undefined;
  const key = { createdAt: Number.parseInt(time, 36), id };
  // The decoder skips what is not base64: only the text that was written is a marker.
  return writeMarker(key) === marker ? key : undefined;
}
