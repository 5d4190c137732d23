// Lookup of many things by key, in as few AWS calls as possible. AWS has no batch describe, but a page of a list answers
// many keys at once if they are close together. The order of a list is not published, so nothing is assumed of it: pages
// are read as long as they pay, and the rest is described one by one. A key that AWS does not know becomes null, one that
// failed an Error, for that key alone.

import { ForbiddenError, GatewayError, NotFoundError } from '../../core/errors.ts';
import type { Page } from '../../core/page.ts';
import { readPages } from '../../core/readPages.ts';

export interface Progress {
  /** How many things are wanted. */
  wanted: number;
  /** How many wanted things each page contained, oldest page first. */
  found: readonly number[];
  /** Whether the list continues. */
  hasMore: boolean;
}

/** Up to so many things are described at once: that costs no more than a page that may contain none of them. */
const maxDescribes = 3;
/** A page with fewer wanted things than this was no cheaper than describing them. */
const minPerPage = 2;

/**
 * Whether to read another page of the list before the missing things are described.
 * For any n things wanted, wherever they are in the list, this costs at most n + 1 calls.
 */
export function readAnotherPage({ wanted, found, hasMore }: Progress): boolean {
  const missing = wanted - found.reduce((sum, count) => sum + count, 0);
  const last = found.at(-1);
  return hasMore && missing > maxDescribes && (last === undefined || last >= minPerPage);
}

export interface FindMany<T> {
  /** The wanted keys, each once. */
  keys: readonly string[];
  page(marker: string | null): Promise<Page<T>>;
  keyOf(row: T): string;
  /** One thing by its key; NotFoundError if AWS does not know it. */
  describe(key: string): Promise<T>;
}

export type Found<T> = Map<string, T | null | GatewayError>;

export async function findMany<T>({ keys, page, keyOf, describe }: FindMany<T>): Promise<Found<T>> {
  const found: Found<T> = new Map();
  const missing = new Set(keys);
  const perPage: number[] = [];
  const pays = (hasMore: boolean) => readAnotherPage({ wanted: keys.length, found: perPage, hasMore });
  const take = (items: readonly T[]) => {
    let count = 0;
    for (const row of items) {
      const key = keyOf(row);
      if (!missing.delete(key)) continue;
      found.set(key, row);
      count += 1;
    }
    perPage.push(count);
  };

  try {
    if (pays(true)) {
      for await (const { items, marker } of readPages(page)) {
        take(items);
        if (!pays(marker !== null)) break;
      }
    }
  } catch (error) {
    // If the list is forbidden, a describe may still be allowed. Any other failure applies to all missing keys.
    if (!(error instanceof ForbiddenError)) {
      for (const key of missing) found.set(key, nullOrError(error));
      return found;
    }
  }

  await Promise.all(
    [...missing].map(async (key) => {
      found.set(key, await describe(key).catch(nullOrError));
    }),
  );
  return found;
}

/** The result of a failed read, for its key. */
export function nullOrError(error: unknown): null | GatewayError {
  if (error instanceof NotFoundError) return null;
  if (error instanceof GatewayError) return error;
  throw error;
}
