// How many AWS calls to spend on finding things by name. AWS has no batch describe, but a page of a list answers many
// names at once where they lie together. The order of a list is not published, so nothing is assumed of it: pages are
// read for as long as they pay, and what is still missing is described one by one. Pure.

export interface Search {
  /** How many things are wanted. */
  wanted: number;
  /** How many wanted things each page read so far held, oldest page first. */
  found: readonly number[];
  /** Whether the list goes on. */
  more: boolean;
}

/** Up to so many things are described at once: that is no dearer than a page that may hold none of them. */
const describeAtMost = 3;
/** A page that held fewer wanted things than this was no cheaper than describing them. */
const pageMustHold = 2;

/**
 * Whether to read another page of the list before describing what is missing.
 * For any n things wanted, wherever they lie, this costs at most n + 1 calls.
 */
export function readAnotherPage({ wanted, found, more }: Search): boolean {
  const missing = wanted - found.reduce((sum, held) => sum + held, 0);
  const last = found.at(-1);
  return more && missing > describeAtMost && (last === undefined || last >= pageMustHold);
}
