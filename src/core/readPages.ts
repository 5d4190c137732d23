// The only loop over the pages of a list of AWS. It does not trust the list to end: a repeated marker, too many pages or
// items and too much time are errors. The reader keeps the pages that were read before. Pages that come from memory do not
// block the event loop.
import { setMaxListeners } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { steadyClock } from './clock.ts';
import { InvalidInputError, ServiceUnavailableError } from './errors.ts';
import type { Page } from './page.ts';

export interface PageBounds {
  /** Where to start; the start of the list if omitted. */
  from?: string | null;
  maxPages?: number;
  /** Of waiting for pages, in real milliseconds. The reader's own work between two pages does not count. */
  maxMilliseconds?: number;
  /** Ends the reading with its reason, also while a page is awaited. */
  signal?: AbortSignal;
}

export interface PageOptions<T> extends PageBounds {
  /** Identifies an item. One that is on two pages is then returned with the first: lists change while they are read. */
  idOf?(item: T): string;
}

/** As many as one request may call AWS by default (MAX_AWS_CALLS). */
const defaultMaxPages = 2_500;
export const defaultMaxMilliseconds = 120_000;

/** 250 MB of jobs. Vaults of one location, and jobs of one vault, come in pages that reach the bound of pages first. */
const maxItems = 250_000;

/** The event loop gets a turn after this number of pages. */
const pagesPerTurn = 8;

export const endlessList = (): ServiceUnavailableError =>
  new ServiceUnavailableError('AWS repeats a page of a list: the list has no end.');

export const lateList = (maxMilliseconds: number): ServiceUnavailableError =>
  new ServiceUnavailableError(
    `AWS did not return a whole list within ${maxMilliseconds / 1000} s: the rest was not read.`,
    undefined,
    'DEADLINE_EXCEEDED',
  );

const longList = (most: number, unit: 'pages' | 'items'): ServiceUnavailableError =>
  new ServiceUnavailableError(`A list of AWS has more than ${most} ${unit}: the rest was not read.`);

const never = new AbortController().signal;
// Each list that is being read listens.
setMaxListeners(0, never);

/** Yields the pages in order. The marker of the last one is null. It throws only when a page is asked for that it refuses. */
export async function* readPages<T>(
  read: (marker: string | null) => Promise<Page<T>>,
  {
    from = null,
    maxPages = defaultMaxPages,
    maxMilliseconds = defaultMaxMilliseconds,
    signal = never,
    idOf,
  }: PageOptions<T> = {},
): AsyncGenerator<Page<T>, void, undefined> {
  const seen = new Set<string>();
  const withoutKnown = idOf && createFilter(idOf);
  let waited = 0;
  let count = 0;
  for (let marker = from, pages = 0; ; pages += 1) {
    signal.throwIfAborted();
    if (marker !== null) {
      if (seen.has(marker)) throw endlessList();
      seen.add(marker);
    }
    if (pages >= maxPages) throw longList(maxPages, 'pages');
    if (count >= maxItems) throw longList(maxItems, 'items');
    if (waited >= maxMilliseconds) throw lateList(maxMilliseconds);
    if (pages > 0 && pages % pagesPerTurn === 0) await nextTurn();
    const startedAt = steadyClock.now();
    const next = pages === 0 ? read(marker) : read(marker).catch(blameAws);
    const page = await inTime(next, maxMilliseconds - waited, maxMilliseconds, signal);
    waited += steadyClock.now() - startedAt;
    count += page.items.length;
    marker = page.marker || null;
    yield { ...page, ...(withoutKnown ? { items: withoutKnown(page.items) } : {}), marker };
    if (marker === null) return;
  }
}

/** Keeps the items that it has not seen before. */
function createFilter<T>(idOf: (item: T) => string): (items: readonly T[]) => readonly T[] {
  const known = new Set<string>();
  return (items) =>
    items.filter((item) => {
      const id = idOf(item);
      const isNew = !known.has(id);
      known.add(id);
      return isNew;
    });
}

/** A marker that AWS returned is not an input of the caller. */
function blameAws(error: unknown): never {
  if (!(error instanceof InvalidInputError) || error.awsCode === null) throw error;
  throw new ServiceUnavailableError(
    'AWS rejected the marker of its own page: the rest of the list was not read.',
    error,
  );
}

/** The page, unless the time is up or the signal aborts before it comes. */
async function inTime<T>(page: Promise<T>, left: number, maxMilliseconds: number, signal: AbortSignal): Promise<T> {
  let stop = () => {};
  const stopped = new Promise<never>((_, reject) => {
    const leave = () => reject(signal.reason);
    if (signal.aborted) leave();
    const disarm = steadyClock.after(left, () => reject(lateList(maxMilliseconds)));
    signal.addEventListener('abort', leave, { once: true });
    stop = () => {
      disarm();
      signal.removeEventListener('abort', leave);
    };
  });
  try {
    return await Promise.race([page, stopped]);
  } finally {
    stop();
  }
}
