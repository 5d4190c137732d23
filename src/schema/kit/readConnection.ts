// A Relay connection over a list that AWS pages by opaque markers, forward only. A request for n edges requests exactly n
// items from AWS, so the last edge ends an AWS page and the next request continues by its marker alone. For an edge in
// the middle of a page, that page is read again. An item is in a connection once, even if AWS has it on two pages.

import { InvalidInputError } from '../../core/errors.ts';
import { isWellFormed } from '../../core/isWellFormed.ts';
import type { Page, PageRequest } from '../../core/page.ts';
import { endlessList, type PageBounds, readPages } from '../../core/readPages.ts';
import { joinSkipped, type SkippedRecords } from '../../core/skippedRecords.ts';
import { type CursorPosition, decodeCursor, staleCursor } from './cursor.ts';
import { CursorEdge, EdgesPageInfo } from './cursorEdge.ts';

export interface Edge<T> {
  readonly cursor: string;
  readonly node: T;
}

export interface Connection<T> {
  edges: Edge<T>[];
  /** The nodes, if they are available without their edges. */
  nodes?: readonly T[];
  pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  /** Records of the page that could not be read; omitted if there are none. */
  skipped?: SkippedRecords;
}

export interface ConnectionArguments {
  first?: number | null | undefined;
  after?: string | null | undefined;
}

export const defaultFirst = 50;
export const maxFirst = 1000;

/** The page size: the argument `first`, checked, or its default if it is null. */
export function checkFirst(first: number | null | undefined): number {
  const wanted = first ?? defaultFirst;
  if (wanted >= 0 && wanted <= maxFirst) return wanted;
  throw new InvalidInputError(['first'], `first: the value must be between 0 and ${maxFirst}, got ${wanted}.`);
}

/** The page for `first: 0`, read without an AWS call. Items may follow. */
export const emptyPage = (hasPreviousPage: boolean): Connection<never> => ({
  edges: [],
  pageInfo: { hasNextPage: true, hasPreviousPage, startCursor: null, endCursor: null },
});

export interface List<T> {
  /** Identifies the list and its filter; cursors are bound to it. */
  scope: string;
  /** The largest page that AWS returns. */
  pageLimit: number;
  page(request: PageRequest): Promise<Page<T>>;
  /** Identifies an item within the list. */
  idOf(item: T): string;
  /** AWS's marker after an item, if it is known; null if it is not. No page is then read again for an edge in its middle. */
  markerAfter?(item: T): string | null;
  /** Those of one list of AWS, by default. */
  bounds?: PageBounds;
}

/** The number of pages searched for a position in the middle of a page before its cursor counts as stale. */
const searchedPages = 3;

export async function readConnection<T>(list: List<T>, { first, after }: ConnectionArguments): Promise<Connection<T>> {
  const wanted = checkFirst(first);
  const edges: Edge<T>[] = [];
  const start: Position = after == null ? { marker: null, after: null } : positionOf(list.scope, after);
  if (wanted === 0) return emptyPage(after != null);
  /** The item to continue after, until it is found. New items may have moved it to a later page. */
  let sought = start.after;
  let searched = 0;
  let position: Position | null = start;
  let skipped = joinSkipped([]);

  const read = (marker: string | null) => {
    const limit = sought === null ? Math.min(wanted - edges.length - skipped.count, list.pageLimit) : list.pageLimit;
    return pageAt(list, { limit, marker }, after != null);
  };
  let marker = start.marker;
  for await (const page of readPages(read, { ...list.bounds, from: marker, idOf: (item) => list.idOf(item) })) {
    // A client that pages would follow it for ever.
    if (page.marker !== null && page.marker === marker) throw endlessList();
    // Those of a page that an earlier request has begun are its own.
    if (sought === null) skipped = joinSkipped([skipped, page.skipped]);
    const from = sought === null ? 0 : page.items.findIndex((item) => list.idOf(item) === sought) + 1;
    if (sought === null || from > 0) {
      sought = null;
      const taken = page.items.slice(from, from + wanted - edges.length);
      for (const [index, item] of taken.entries()) {
        const endsPage = from + index + 1 === page.items.length && page.marker !== null;
        position = endsPage ? { marker: page.marker, after: null } : { marker, after: list.idOf(item) };
        const markerAfter = list.markerAfter?.(item) ?? null;
        if (markerAfter !== null) position = { marker: markerAfter, after: null };
        edges.push(edgeAt(list, item, position));
      }
      const isCut = from + taken.length < page.items.length;
      if (!isCut) position = page.marker === null ? null : { marker: page.marker, after: null };
    } else if (++searched === searchedPages) {
      break;
    }
    // A record that cannot be read takes its place on the page: others in its stead could cost any number of calls.
    if (edges.length + skipped.count >= wanted) break;
    marker = page.marker;
  }
  if (sought !== null) throw staleCursor();
  return {
    edges,
    skipped,
    pageInfo: new EdgesPageInfo(edges, position !== null, after != null, position && edgeAt(list, undefined, position)),
  };
}

const edgeAt = <T>({ scope }: { scope: string }, node: T, { marker, after }: Position): Edge<T> =>
  new CursorEdge(node, scope, [marker, after]);

/** The position of an edge: the page that held it and, unless it ended the page, its ID. */
interface Position {
  /** The marker of the page to continue with; null for the first page. */
  marker: string | null;
  /** The item of that page to continue after; null for the start of the page. */
  after: string | null;
}

function positionOf(scope: string, cursor: string): Position {
  const [marker, after] = decodeCursor(scope, cursor);
  if (!isTextOrNull(marker) || !isTextOrNull(after)) throw staleCursor();
  return { marker, after };
}

/** In characters. AWS's markers have up to 1,024. */
const maxMarker = 4_096;

/** Callers can write cursors. A marker is sent to AWS, in a URL. */
const isTextOrNull = (value: CursorPosition[number] | undefined): value is string | null =>
  value === null || (typeof value === 'string' && value.length > 0 && value.length <= maxMarker && isWellFormed(value));

/** The first AWS page that the connection reads. InvalidInputError for a cursor of another list, or one that AWS rejects. */
export async function readFirst<T>(list: List<T>, { first, after }: ConnectionArguments): Promise<Page<T>> {
  const wanted = checkFirst(first);
  const start = after == null ? null : positionOf(list.scope, after);
  const limit = start?.after == null ? Math.min(wanted, list.pageLimit) : list.pageLimit;
  return list.page({ limit, marker: start?.marker ?? null });
}

/** Reads a page by a marker from an earlier response. AWS rejects expired markers; then the cursor is stale. */
async function pageAt<T>(list: List<T>, request: PageRequest, resumed: boolean): Promise<Page<T>> {
  try {
    return await list.page(request);
  } catch (error) {
    const rejected = error instanceof InvalidInputError;
    throw rejected && resumed && request.marker !== null ? staleCursor() : error;
  }
}
