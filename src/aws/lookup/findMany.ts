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
  const wanted = new Set(keys);
  const found: Found<T> = new Map();
  const perPage: number[] = [];
  let hasMore = true;
  /** The keys that a describe was sent for. */
  const sent = new Set<string>();
  let inFlight = 0;
  /** How many keys are neither found nor sent. */
  let unsent = wanted.size;
  const settle = (key: string, result: T | null | GatewayError) => {
    if (!found.has(key)) found.set(key, result);
  };

  const pages = readPages(page);
  const readPage = async () => {
    const { value } = await pages.next();
    const { items = [], marker = null } = value ?? {};
    let count = 0;
    for (const row of items) {
      const key = keyOf(row);
      if (!wanted.has(key)) continue;
      count += 1;
      if (found.has(key)) continue;
      found.set(key, row);
      if (!sent.has(key)) unsent -= 1;
    }
    perPage.push(count);
    hasMore = marker !== null;
  };
  /** The last key is next: pages that are read meanwhile usually have the keys in their order. */
  let queue: string[] | undefined;
  const describeNext = async () => {
    queue ??= [...wanted];
    for (let key = queue.pop(); key !== undefined; key = queue.pop()) {
      if (found.has(key)) continue;
      sent.add(key);
      unsent -= 1;
      inFlight += 1;
      settle(key, await describe(key).catch(nullOrError));
      inFlight -= 1;
    }
  };
  const describeUnsent = async () => {
    // As many at a time as AWS gets: those that a page has meanwhile are not sent any more.
    const width = Math.min(unsent, outlook?.().concurrency ?? Number.POSITIVE_INFINITY);
    await Promise.all(Array.from({ length: width }, describeNext));
  };
  const progress = () => ({
    wanted: wanted.size,
    missing: wanted.size - found.size,
    found: perPage,
    hasMore,
    sent: sent.size,
    inFlight,
    unsent,
  });
  const plan = () => planLookup(progress(), outlook?.() ?? null);

  let described: Promise<void> | undefined;
  try {
    for (let step = plan(); step !== 'describe'; step = plan()) {
      if (step === 'both') described ??= describeUnsent();
      await (described === undefined ? readPage() : Promise.race([described, readPage()]));
    }
  } catch (error) {
    // If the list is forbidden, a describe may still be allowed. Any other failure applies to all missing keys.
    if (!described && !(error instanceof ForbiddenError)) {
      const result = nullOrError(error);
      for (const key of wanted) settle(key, result);
      unsent = 0;
    }
  }
  described ??= describeUnsent();
  // If pages had all of them, nobody waits for the describes in flight.
  if (found.size < wanted.size) await described;
  return found;
}

/** The result of a failed read, for its key. */
export function nullOrError(error: unknown): null | GatewayError {
  if (error instanceof NotFoundError) return null;
  if (error instanceof GatewayError) return error;
  throw error;
}
