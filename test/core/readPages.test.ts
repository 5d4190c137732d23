import fc from 'fast-check';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { InvalidInputError, ServiceUnavailableError } from '../../src/core/errors.ts';
import type { Page } from '../../src/core/page.ts';
import { type PageBounds, readPages } from '../../src/core/readPages.ts';

/** A pager of AWS that need not make progress. */
type Pager = (marker: string | null) => Promise<Page<number>>;

async function readAll(pager: Pager, bounds?: PageBounds) {
  const items: number[] = [];
  let pages = 0;
  let error: unknown = null;
  try {
    for await (const page of readPages(pager, bounds)) {
      pages += 1;
      items.push(...page.items);
    }
  } catch (thrown) {
    error = thrown;
  }
  return { items, pages, error };
}

/** Pages with these markers, one after the other; the last one repeats. */
const pagerOf = (markers: readonly (string | null | undefined)[]): Pager => {
  let page = -1;
  return async () => {
    page += 1;
    return { items: [page], marker: markers[Math.min(page, markers.length - 1)] as string | null };
  };
};

describe('the reader of pages', () => {
  test.each([null, '', undefined])('ends a list at the marker %j', async (marker) => {
    expect(await readAll(pagerOf(['a', 'b', marker]))).toEqual({ items: [0, 1, 2], pages: 3, error: null });
  });

  test.each([
    ['its own marker', ['a']],
    ['a marker of an earlier page', ['a', 'b', 'c', 'a']],
  ])('rejects a page with %s, and keeps what it has read', async (_, markers) => {
    const { items, error } = await readAll(pagerOf(markers));
    expect(error).toEqual(new ServiceUnavailableError('AWS repeats a page of a list: the list has no end.'));
    expect(items).toEqual(Array.from({ length: markers.length + (markers.length === 1 ? 1 : 0) }, (__, i) => i));
  });

  test('blames AWS, and not the caller, if AWS rejects a marker that it returned', async () => {
    const aws = { awsCode: 'InvalidParameterValueException', awsRequestId: 'id' };
    const rejected = new InvalidInputError([], 'The marker is not valid: b', aws);
    const pager: Pager = async (marker) => {
      if (marker === 'b') throw rejected;
      return { items: [0], marker: 'b' };
    };
    const { items, error } = await readAll(pager);
    expect(items).toEqual([0]);
    expect(error).toMatchObject({ code: 'SERVICE_UNAVAILABLE', awsCode: 'InvalidParameterValueException' });
    // The first marker is the caller's own.
    expect((await readAll(pager, { from: 'b' })).error).toBe(rejected);
  });

  test('returns an item that is on two pages with the first of them, if it can tell items apart', async () => {
    const lists: readonly (readonly number[])[] = [
      [1, 2, 2],
      [2, 3],
      [1, 2, 3],
      [4, 1],
    ];
    const pager: Pager = async (marker) => {
      const at = Number(marker ?? 0);
      return { items: lists[at] ?? [], marker: at + 1 < lists.length ? String(at + 1) : null };
    };
    const pages: (readonly number[])[] = [];
    for await (const { items } of readPages(pager, { idOf: String })) pages.push(items);
    expect(pages).toEqual([[1, 2], [3], [], [4]]);
    expect((await readAll(pager)).items).toEqual(lists.flat());
  });

  test('rejects the marker that it started from', async () => {
    const { pages, error } = await readAll(pagerOf(['start']), { from: 'start' });
    expect({ pages, code: (error as ServiceUnavailableError).code }).toEqual({ pages: 1, code: 'SERVICE_UNAVAILABLE' });
  });

  test('asks for no page that is not wanted, so that a repeated marker after the last wanted page is no error', async () => {
    let calls = 0;
    const pager: Pager = async () => {
      calls += 1;
      return { items: [calls], marker: 'same' };
    };
    for await (const { items } of readPages(pager)) if (items[0] === 2) break;
    expect(calls).toBe(2);
  });

  test('ends a list of empty pages with ever new markers at the bound of pages', async () => {
    let calls = 0;
    const { pages, error } = await readAll(
      async (marker) => {
        calls += 1;
        return { items: [], marker: `${marker ?? ''}x` };
      },
      { maxPages: 100 },
    );
    expect({ calls, pages }).toEqual({ calls: 100, pages: 100 });
    expect((error as Error).message).toBe('A list of AWS has more than 100 pages: the rest was not read.');
  });

  test('ends a list of ever new items at the bound of items', async () => {
    const items = Array.from({ length: 1_000 }, (_, index) => index);
    let page = 0;
    const { pages, error } = await readAll(async () => ({ items, marker: String(page++) }));
    expect(pages).toBe(250);
    expect((error as Error).message).toBe('A list of AWS has more than 250000 items: the rest was not read.');
  });

  test('ends at the bound of time while a page does not come, with DEADLINE_EXCEEDED', async () => {
    const pager: Pager = (marker) =>
      marker === null ? Promise.resolve({ items: [1], marker: 'a' }) : new Promise(() => undefined);
    const { items, error } = await readAll(pager, { maxMilliseconds: 20 });
    expect(items).toEqual([1]);
    expect((error as ServiceUnavailableError).code).toBe('DEADLINE_EXCEEDED');
  });

  test('ends at the bound of time that all pages together take, and counts none of the work of its reader', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    onTestFinished(() => void vi.useRealTimers());
    let page = 0;
    const slow: Pager = async () => {
      vi.advanceTimersByTime(10);
      return { items: [page], marker: String(page++) };
    };
    const { pages, error } = await readAll(slow, { maxMilliseconds: 100 });
    expect((error as ServiceUnavailableError).code).toBe('DEADLINE_EXCEEDED');
    expect(pages).toBe(10);

    const quick = pagerOf(['a', 'b', 'c', null]);
    let read = 0;
    for await (const { items } of readPages(quick, { maxMilliseconds: 1_000 })) {
      vi.advanceTimersByTime(300);
      read += items.length;
    }
    expect(read).toBe(4);
  });

  test('ends with the reason of its signal while a page does not come, and before the first page', async () => {
    const abort = new AbortController();
    const reading = readAll(() => new Promise(() => undefined), { signal: abort.signal });
    abort.abort(new Error('the caller has gone'));
    expect((await reading).error).toEqual(new Error('the caller has gone'));
    expect((await readAll(pagerOf([null]), { signal: abort.signal })).error).toEqual(new Error('the caller has gone'));
  });

  test('passes the error of a page on, and keeps what it has read', async () => {
    const down = new ServiceUnavailableError('down');
    const { items, error } = await readAll((marker) =>
      marker === null ? Promise.resolve({ items: [1], marker: 'a' }) : Promise.reject(down),
    );
    expect({ items, error }).toEqual({ items: [1], error: down });
  });

  test('gives the event loop its turn while pages come from memory', async () => {
    let turns = 0;
    const count = () => {
      turns += 1;
      pending = setImmediate(count);
    };
    let pending = setImmediate(count);
    let page = 0;
    await readAll(async () => ({ items: [], marker: String(page++) }), { maxPages: 800 });
    clearImmediate(pending);
    expect(turns).toBeGreaterThanOrEqual(90);
  });

  test('with any hostile pager ends, never asks for a page twice, and keeps the bound of pages', async () => {
    const marker = fc.oneof(
      fc.constantFrom('a', 'b', 'c', '', null, undefined),
      fc.string({ maxLength: 3 }),
      fc.integer({ min: 0, max: 30 }).map((length) => 'm'.repeat(length)),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ marker, size: fc.integer({ min: 0, max: 3 }) }), { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 30 }),
        async (script, maxPages) => {
          const asked: (string | null)[] = [];
          const given: number[] = [];
          const { items, pages, error } = await readAll(
            async (at) => {
              const step = script[Math.min(asked.length, script.length - 1)];
              asked.push(at);
              const page = Array.from({ length: step?.size ?? 0 }, (_, index) => asked.length * 10 + index);
              given.push(...page);
              return { items: page, marker: step?.marker as string | null };
            },
            { maxPages },
          );
          expect(new Set(asked).size).toBe(asked.length);
          expect(pages).toBe(asked.length);
          expect(pages).toBeLessThanOrEqual(maxPages);
          expect(items).toEqual(given);
          const ends = !script[Math.min(pages, script.length) - 1]?.marker;
          expect(error === null).toBe(ends);
        },
      ),
    );
  });
});
