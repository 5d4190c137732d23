// Lookup of many things by key, in few AWS calls and little time: planLookup.ts decides which calls. The order of a list is
// not published, so nothing is assumed of it. A key that AWS does not know becomes null, one that failed an Error, for
// that key alone.

import { ForbiddenError, GatewayError, NotFoundError } from '../../core/errors.ts';
import type { Page } from '../../core/page.ts';
import { readPages } from '../../core/readPages.ts';
import { type Outlook, planLookup } from './planLookup.ts';

export interface FindMany<T> {
  /** The wanted keys, each once. */
  keys: readonly string[];
  page(marker: string | null): Promise<Page<T>>;
  keyOf(row: T): string;
  /** One thing by its key; NotFoundError if AWS does not know it. */
  describe(key: string): Promise<T>;
  /** What can be expected of AWS now. Omitted if nobody waits: then only the number of calls counts. */
  outlook?: () => Outlook;
}

export type Found<T> = Map<string, T | null | GatewayError>;

export async function findMany<T>({ keys, page, keyOf, describe, outlook }: FindMany<T>): Promise<Found<T>> {
  const found: Found<T> = new Map();
  const wanted = new Set(keys);
  const missing = new Set(keys);
  // The last key comes first: pages that are read meanwhile usually have the keys in their order.
  const unsent = new Set(keys.toReversed());
  const perPage: number[] = [];
  let hasMore = true;
  let sent = 0;
  let inFlight = 0;
  const settle = (key: string, result: T | null | GatewayError) => {
    unsent.delete(key);
    if (missing.delete(key)) found.set(key, result);
  };

  const pages = readPages(page);
  const readPage = async () => {
    const { value } = await pages.next();
    const { items = [], marker = null } = value ?? {};
    const rows = items.filter((row) => wanted.has(keyOf(row)));
    for (const row of rows) settle(keyOf(row), row);
    perPage.push(rows.length);
    hasMore = marker !== null;
  };
  const describeNext = async () => {
    for (const key of unsent) {
      unsent.delete(key);
      sent += 1;
      inFlight += 1;
      settle(key, await describe(key).catch(nullOrError));
      inFlight -= 1;
    }
  };
  const describeUnsent = async () => {
    // As many at a time as AWS gets: those that a page has meanwhile are not sent any more.
    const width = Math.min(unsent.size, outlook?.().concurrency ?? Number.POSITIVE_INFINITY);
    await Promise.all(Array.from({ length: width }, describeNext));
  };
  const progress = () => ({
    wanted: wanted.size,
    missing: missing.size,
    found: perPage,
    hasMore,
    sent,
    inFlight,
    unsent: unsent.size,
  });
  const plan = () => planLookup(progress(), outlook?.() ?? null);

  let described: Promise<void> | undefined;
  try {
    for (let step = plan(); step !== 'describe'; step = plan()) {
      if (step === 'both') described ??= describeUnsent();
      await Promise.race(described === undefined ? [readPage()] : [described, readPage()]);
    }
  } catch (error) {
    // If the list is forbidden, a describe may still be allowed. Any other failure applies to all missing keys.
    if (!described && !(error instanceof ForbiddenError)) {
      for (const key of missing) settle(key, nullOrError(error));
    }
  }
  described ??= describeUnsent();
  // If pages had all of them, nobody waits for the describes in flight.
  if (missing.size > 0) await described;
  return found;
}

/** The result of a failed read, for its key. */
export function nullOrError(error: unknown): null | GatewayError {
  if (error instanceof NotFoundError) return null;
  if (error instanceof GatewayError) return error;
  throw error;
}
