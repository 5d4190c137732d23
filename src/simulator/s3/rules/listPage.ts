// One page of a list: at most so many entries, where a common prefix counts as one.
import type { Long } from '../../codec/long.ts';
import { invalidArgument } from '../../protocol/s3/s3Error.ts';

const LARGEST_PAGE = 1000;

export interface ListPage<Entry> {
  entries: Entry[];
  isTruncated: boolean;
  /** The last entry, if others follow. */
  last: Entry | undefined;
}

/** Takes one entry more than the page has. A page of no entries ends the list, as in S3. */
export function listPage<Entry>(entries: Iterable<Entry>, limit: number): ListPage<Entry> {
  const page: Entry[] = [];
  if (limit === 0) return { entries: page, isTruncated: false, last: undefined };
  for (const entry of entries) {
    if (page.length === limit) return { entries: page, isTruncated: true, last: page.at(-1) };
    page.push(entry);
  }
  return { entries: page, isTruncated: false, last: undefined };
}

/** The size of the page; larger ones are cut. */
export function pageLimit(given: Long | undefined, name: string): number {
  if (given === undefined) return LARGEST_PAGE;
  if (given < 0 || given > 2 ** 31 - 1) {
    throw invalidArgument(`Argument ${name} must be an integer between 0 and 2147483647`, name, String(given));
  }
  return Math.min(Number(given), LARGEST_PAGE);
}
