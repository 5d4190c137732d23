import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InvalidInputError } from '../../../src/core/errors.ts';
import type { PageRequest } from '../../../src/core/page.ts';
import { readConnection } from '../../../src/schema/kit/readConnection.ts';
import { equal } from '../../support/equal.ts';

/** A list that pages as AWS does, with opaque markers and pages that can be short. */
function awsList(items: string[], { pageLimit = 50, short = (_: number): number => 0 } = {}) {
  const requests: PageRequest[] = [];
  return {
    requests,
    items,
    list: {
      scope: 'test',
      pageLimit,
      idOf: (item: string) => item,
      page: async (request: PageRequest) => {
        requests.push(request);
        const from = request.marker === null ? 0 : items.indexOf(request.marker) + 1;
        if (request.marker !== null && from === 0) throw new InvalidInputError([], 'no such marker');
        const page = items.slice(from, from + Math.max(1, request.limit - short(from)));
        const more = from + page.length < items.length;
        return { items: page, marker: more ? (page.at(-1) ?? items[from - 1] ?? null) : null };
      },
    },
  };
}

const letters = (count: number) => Array.from({ length: count }, (_, index) => `item${index}`);

describe('a connection', () => {
  test('makes a cursor only when it is read', async () => {
    let cursors = 0;
    const items = letters(5).map((name) => ({
      toJSON: () => {
        cursors += 1;
        return name;
      },
    }));
    const page = async () => ({ items, marker: null });
    const list = { scope: 'test', pageLimit: 50, page, idOf: (item: unknown) => item as string };
    const { edges, pageInfo } = await readConnection(list, { first: 3 });
    expect([edges.map(({ node }) => node), pageInfo.hasNextPage, cursors]).toEqual([items.slice(0, 3), true, 0]);
    expect([edges[1]?.cursor === pageInfo.endCursor, cursors]).toEqual([false, 2]);
    expect([edges[2]?.cursor === pageInfo.endCursor, cursors]).toEqual([true, 4]);
  });

  test('requests exactly the wanted number of items in as few pages as AWS allows', async () => {
    const { requests, list } = awsList(letters(200));
    const { edges, pageInfo } = await readConnection(list, { first: 120 });
    expect(edges).toHaveLength(120);
    expect(pageInfo.hasNextPage).toBe(true);
    expect(requests.map(({ limit }) => limit)).toEqual([50, 50, 20]);
  });

  test('continues after the last edge of a page with its marker alone', async () => {
    const { requests, list } = awsList(letters(20));
    const { pageInfo } = await readConnection(list, { first: 5 });
    const next = await readConnection(list, { first: 5, after: pageInfo.endCursor });
    expect(next.edges.map(({ node }) => node)).toEqual(['item5', 'item6', 'item7', 'item8', 'item9']);
    expect(requests).toHaveLength(2);
  });

  test('resumes after any edge of any page for all page sizes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 120 }),
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 120 }),
        fc.integer({ min: 1, max: 120 }),
        fc.boolean(),
        async (size, pageLimit, first, then, pagesFallShort) => {
          const short = (from: number) => (pagesFallShort && from % 3 === 1 ? 1 : 0);
          const { items, list } = awsList(letters(size), { pageLimit: Math.max(2, pageLimit), short });
          const { edges, pageInfo } = await readConnection(list, { first });
          equal(
            edges.map(({ node }) => node),
            items.slice(0, first),
          );
          equal(pageInfo.hasNextPage, first < size);
          for (const [index, { cursor }] of edges.entries()) {
            const rest = await readConnection(list, { first: then, after: cursor });
            equal(
              rest.edges.map(({ node }) => node),
              items.slice(index + 1, index + 1 + then),
            );
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  test('has an item once that is on several pages, and as many others as it can', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.integer({ min: 0, max: 8 }), { maxLength: 5 }), { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 12 }),
        async (pages, first) => {
          const list = {
            scope: 'test',
            pageLimit: 5,
            idOf: String,
            page: async ({ marker }: PageRequest) => {
              const at = Number(marker ?? 0);
              return { items: pages[at] ?? [], marker: at + 1 < pages.length ? String(at + 1) : null };
            },
          };
          const { edges, pageInfo } = await readConnection(list, { first });
          const all = [...new Set(pages.flat())];
          equal(
            edges.map(({ node }) => node),
            all.slice(0, first),
          );
          if (edges.length < first) equal(pageInfo.hasNextPage, false);
          equal(new Set(edges.map(({ cursor }) => cursor)).size, edges.length);
        },
      ),
    );
  });

  test('finds its position again after new items moved it to a later page', async () => {
    const { items, list } = awsList(letters(30), { pageLimit: 10 });
    const { edges } = await readConnection(list, { first: 8 });
    items.unshift('new0', 'new1', 'new2', 'new3', 'new4');
    const next = await readConnection(list, { first: 2, after: edges[6]?.cursor });
    expect(next.edges.map(({ node }) => node)).toEqual(['item7', 'item8']);
  });

  test.each([
    ['altered', (cursor: string) => `${cursor.slice(0, -2)}${cursor.endsWith('AA') ? 'BB' : 'AA'}`],
    ['cut short', (cursor: string) => cursor.slice(0, 10)],
    ['empty', () => ''],
    ['made up', () => 'bm90IGEgY3Vyc29yIGF0IGFsbA'],
    ['padded', (cursor: string) => `${cursor}=`],
  ])('rejects a cursor that is %s with the name of the argument', async (_, change) => {
    const { requests, list } = awsList(letters(20));
    const { pageInfo } = await readConnection(list, { first: 5 });
    const reading = readConnection(list, { first: 5, after: change(pageInfo.endCursor ?? '') });
    await expect(reading).rejects.toThrow(/^after: this is not a cursor of this list/);
    expect(requests).toHaveLength(1);
  });

  test('rejects a cursor of another list', async () => {
    const { list } = awsList(letters(20));
    const { pageInfo } = await readConnection({ ...list, scope: 'another' }, { first: 5 });
    await expect(readConnection(list, { after: pageInfo.endCursor })).rejects.toThrow(
      /^after: this is not a cursor of this list/,
    );
  });

  test('rejects a cursor whose position no longer exists', async () => {
    const middle = awsList(letters(20));
    const { edges } = await readConnection(middle.list, { first: 5 });
    middle.items.splice(0, 20, 'quite', 'other', 'things');
    await expect(readConnection(middle.list, { after: edges[2]?.cursor })).rejects.toThrow(/^after: the position/);
    await expect(readConnection(middle.list, { after: edges[4]?.cursor })).rejects.toThrow(/^after: the position/);
  });

  test.each([-1, 1001, 99_999_999])('rejects first: %i before any call', async (first) => {
    const { requests, list } = awsList(letters(20));
    await expect(readConnection(list, { first })).rejects.toThrow(
      `first: the value must be between 0 and 1000, got ${first}.`,
    );
    expect(requests).toEqual([]);
  });
});
