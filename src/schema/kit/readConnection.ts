// Reads a Relay connection, forward only, out of a list that AWS pages by opaque markers. A request for n edges asks
// AWS for exactly as many, so that the last edge ends a page of AWS's and the next request goes on by its marker alone;
// an edge in the middle of a page is found again by reading that page once more.

import { InvalidInputError, ServiceUnavailableError } from '../../core/errors.ts';
import type { Page, PageRequest } from '../../core/page.ts';
import { decodeCursor, encodeCursor, staleCursor } from './cursor.ts';

export interface Edge<T> {
  cursor: string;
  node: T;
}

export interface Connection<T> {
  edges: Edge<T>[];
  /** Where they are at hand without their edges. */
  nodes?: T[];
  pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string | null;
    endCursor: string | null;
  };
}

export interface ConnectionArguments {
  first?: number | null | undefined;
  after?: string | null | undefined;
}

export const emptyPage: Connection<never> = {
  edges: [],
  pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
};

export const defaultFirst = 50;
export const maxFirst = 1000;

/** How many edges are wanted. */
export function checkFirst(first: number | null | undefined): number {
  const wanted = first ?? defaultFirst;
  if (wanted >= 1 && wanted <= maxFirst) return wanted;
  throw new InvalidInputError(['first'], `first: ${wanted} is not between 1 and ${maxFirst}.`);
}

export interface List<T> {
  /** Names the list and all that it is filtered by; cursors are bound to it. */
  scope: string;
  /** The most that AWS gives at once. */
  pageLimit: number;
  page(request: PageRequest): Promise<Page<T>>;
  /** What tells an item of the list from all others in it. */
  idOf(item: T): string;
}

/** How many pages a place in the middle of a page may have moved on before its cursor counts as stale. */
export const searchedPages = 3;

export async function readConnection<T>(list: List<T>, { first, after }: ConnectionArguments): Promise<Connection<T>> {
  const wanted = checkFirst(first);
  const edges: Edge<T>[] = [];
  let place: Place | null = after == null ? { marker: null, after: null } : placeOf(list.scope, after);

  while (place && edges.length < wanted) {
    const { items, next }: Reading<T> = await readFrom(list, place, wanted - edges.length, after != null);
    for (const { item, cursor } of items)
      edges.push({ node: item, cursor: encodeCursor(list.scope, [cursor.marker, cursor.after]) });
    if (items.length === 0 && next?.marker === place.marker)
      throw new ServiceUnavailableError('AWS lists in a circle.');
    place = next;
  }
  return {
    edges,
    pageInfo: {
      hasNextPage: place !== null,
      hasPreviousPage: after != null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

/** Where an edge stands: the page that held it and, unless it ended the page, its id. */
interface Place {
  /** The marker of the page to go on with; null for the first. */
  marker: string | null;
  /** Go on after this one in that page; null from the page's start. */
  after: string | null;
}

function placeOf(scope: string, cursor: string): Place {
  const [marker, after] = decodeCursor<[string | null, string | null]>(scope, cursor);
  return { marker, after };
}

/** The first page of AWS's that a connection without `after` reads. */
export const readFirst = <T>(list: List<T>, { first }: ConnectionArguments): Promise<Page<T>> =>
  list.page({ limit: Math.min(checkFirst(first), list.pageLimit), marker: null });

interface Reading<T> {
  items: { item: T; cursor: Place }[];
  /** Where the list goes on; null at its end. */
  next: Place | null;
}

/** At most `wanted` items from a place on, out of one page of AWS's. */
async function readFrom<T>(list: List<T>, place: Place, wanted: number, resumed: boolean): Promise<Reading<T>> {
  const { marker, page, from } = await find(list, place, wanted, resumed);
  const taken = page.items.slice(from, from + wanted);
  const cut = from + taken.length < page.items.length;
  const items = taken.map((item, index) => {
    const endsPage = from + index + 1 === page.items.length && page.marker !== null;
    return { item, cursor: endsPage ? { marker: page.marker, after: null } : { marker, after: list.idOf(item) } };
  });
  if (cut) return { items, next: items.at(-1)?.cursor ?? place };
  return { items, next: page.marker === null ? null : { marker: page.marker, after: null } };
}

/** The page that a place is in, and the index in it to go on from. New items may have pushed it to a later page. */
async function find<T>(
  list: List<T>,
  { marker, after }: Place,
  wanted: number,
  resumed: boolean,
): Promise<{ marker: string | null; page: Page<T>; from: number }> {
  if (after === null) {
    const page = await askedPage(list, { limit: Math.min(wanted, list.pageLimit), marker }, resumed);
    return { marker, page, from: 0 };
  }
  let at = marker;
  for (let pages = 0; pages < searchedPages; pages += 1) {
    const page: Page<T> = await askedPage(list, { limit: list.pageLimit, marker: at }, resumed);
    const index = page.items.findIndex((item) => list.idOf(item) === after);
    if (index >= 0) return { marker: at, page, from: index + 1 };
    if (page.marker === null) break;
    at = page.marker;
  }
  throw staleCursor();
}

/** A page by a marker of an earlier answer: AWS refuses one that it has forgotten, and then the cursor is stale. */
async function askedPage<T>(list: List<T>, request: PageRequest, resumed: boolean): Promise<Page<T>> {
  try {
    return await list.page(request);
  } catch (error) {
    const refused = error instanceof InvalidInputError;
    throw refused && resumed && request.marker !== null ? staleCursor() : error;
  }
}
