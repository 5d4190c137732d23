// Entries of an inventory in order: oldest first, then by id. Generated archives stay as ranges, so that a list of millions is
// counted and cut without generating one of them.

import type { Stretch } from '../generated/generatedArchives.ts';
import type { Archive } from './archive.ts';
import { firstIndex } from './firstIndex.ts';

export type Entry = Archive | Stretch;
export type Listing = readonly Entry[];

/** Overhead of Glacier's index for each archive, which counts towards its size, as in AWS's bill. */
const OVERHEAD = 32 * 1024;

export const isStretch = (entry: Entry): entry is Stretch => 'of' in entry;

export const countOf = (listing: Listing): number => listing.reduce((sum, entry) => sum + lengthOf(entry), 0);

export const sizeOf = (listing: Listing): number =>
  listing.reduce(
    (sum, entry) => sum + (isStretch(entry) ? entry.of.sizeOf(entry) : entry.content.size) + lengthOf(entry) * OVERHEAD,
    0,
  );

export function lastOf(listing: Listing): Archive | undefined {
  const last = listing.at(-1);
  return last && isStretch(last) ? last.of.at(last.to - 1) : last;
}

/** Cuts at the first entry for which the predicate fails; it must fail for all later entries. */
export function cutWhere(listing: Listing, isBefore: (archive: Archive) => boolean): [before: Listing, rest: Listing] {
  const isPast = (entry: Entry) => !isBefore(isStretch(entry) ? entry.of.at(entry.to - 1) : entry);
  const index = firstIndex(0, listing.length, (at) => listing.slice(at, at + 1).every(isPast));
  const entry = listing[index];
  if (!entry || !isStretch(entry)) return [listing.slice(0, index), listing.slice(index)];
  const to = firstIndex(entry.from, entry.to, (number) => !isBefore(entry.of.at(number)));
  return cutWithin(listing, index, to - entry.from);
}

export function cutAfter(listing: Listing, count: number): [before: Listing, rest: Listing] {
  let left = count;
  for (const [index, entry] of listing.entries()) {
    if (lengthOf(entry) > left) return cutWithin(listing, index, left);
    left -= lengthOf(entry);
  }
  return [listing, []];
}

/** Merges archives into a listing of ranges; both are sorted. */
export function merged(stretches: Listing, archives: readonly Archive[]): Listing {
  let rest = stretches;
  const listing: Entry[] = [];
  for (const archive of archives) {
    const [before, after] = cutWhere(rest, (other) => isOlder(other, archive));
    listing.push(...before, archive);
    rest = after;
  }
  return [...listing, ...rest];
}

type Key = Pick<Archive, 'createdAt' | 'id'>;

export const isOlder = (a: Key, b: Key): boolean =>
  a.createdAt < b.createdAt || (a.createdAt === b.createdAt && a.id < b.id);

function cutWithin(listing: Listing, index: number, count: number): [before: Listing, rest: Listing] {
  const entry = listing[index];
  const before = listing.slice(0, index);
  const rest = listing.slice(index + 1);
  if (!entry || count === 0) return [before, listing.slice(index)];
  if (!isStretch(entry)) return [[...before, entry], rest];
  const middle = entry.from + count;
  return [
    [...before, { ...entry, to: middle }],
    [{ ...entry, from: middle }, ...rest],
  ];
}

const lengthOf = (entry: Entry): number => (isStretch(entry) ? entry.to - entry.from : 1);
