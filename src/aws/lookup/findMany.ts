// Carries out the plan of plan.ts for one list: reads pages, matches their rows to the keys by key, describes the rest.
// A key that AWS does not know becomes null, one that failed an Error, for that key alone.

import { ForbiddenError, GatewayError, NotFoundError } from '../../core/errors.ts';
import type { Page } from '../../core/page.ts';
import { readAnotherPage } from './lookupPlan.ts';

export interface FindMany<T> {
  /** What is wanted, each key once. */
  keys: readonly string[];
  page(marker: string | null): Promise<Page<T>>;
  keyOf(row: T): string;
  /** One thing by its key; NotFoundError where AWS does not know it. */
  describe(key: string): Promise<T>;
}

export type Found<T> = Map<string, T | null | GatewayError>;

export async function findMany<T>({ keys, page, keyOf, describe }: FindMany<T>): Promise<Found<T>> {
  const found: Found<T> = new Map();
  const missing = new Set(keys);
  const yields: number[] = [];
  let marker: string | null = null;

  try {
    while (readAnotherPage({ wanted: keys.length, found: yields, more: yields.length === 0 || marker !== null })) {
      const { items, marker: next }: Page<T> = await page(marker);
      let held = 0;
      for (const row of items) {
        const key = keyOf(row);
        if (!missing.delete(key)) continue;
        found.set(key, row);
        held += 1;
      }
      yields.push(held);
      marker = next;
    }
  } catch (error) {
    // Without the list there is still the single describe, unless the list itself says that there is nothing.
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

/** What a failed read means for its key. */
export function nullOrError(error: unknown): null | GatewayError {
  if (error instanceof NotFoundError) return null;
  if (error instanceof GatewayError) return error;
  throw error;
}
