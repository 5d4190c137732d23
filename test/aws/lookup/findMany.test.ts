import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findMany } from '../../../src/aws/lookup/findMany.ts';
import { ForbiddenError, NotFoundError, ServiceUnavailableError } from '../../../src/core/errors.ts';

interface Row {
  id: string;
}

/** A list of AWS that counts its calls. */
function list(ids: readonly string[], pageSize: number) {
  const asked = { pages: 0, describes: 0 };
  return {
    asked,
    page: async (marker: string | null) => {
      asked.pages += 1;
      const from = Number(marker ?? 0);
      const end = from + pageSize;
      return { items: ids.slice(from, end).map((id) => ({ id })), marker: end < ids.length ? String(end) : null };
    },
    describe: async (id: string): Promise<Row> => {
      asked.describes += 1;
      if (!ids.includes(id)) throw new NotFoundError('no');
      return { id };
    },
    keyOf: (row: Row) => row.id,
  };
}

const idsUpTo = (count: number) => Array.from({ length: count }, (_, index) => `id${index}`);

describe('the lookup of many things', () => {
  test('costs two pages for 100 jobs on the first two pages', async () => {
    const vault = list(idsUpTo(400), 50);
    await findMany<Row>({ keys: idsUpTo(100), ...vault });
    expect(vault.asked).toEqual({ pages: 2, describes: 0 });
  });

  test('costs at most n + 1 calls for n jobs, wherever they are, and returns the own row of each key', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 400 }),
        fc.integer({ min: 1, max: 60 }),
        fc.array(fc.integer({ min: 0, max: 450 }), { minLength: 1, maxLength: 150 }),
        async (size, pageSize, wanted) => {
          const ids = idsUpTo(size);
          const vault = list(ids, pageSize);
          const keys = [...new Set(wanted.map((index) => `id${index}`))];
          const found = await findMany<Row>({ keys, ...vault });
          const calls = vault.asked.pages + vault.asked.describes;
          expect(calls).toBeLessThanOrEqual(keys.length + 1);
          for (const key of keys) expect(found.get(key)).toEqual(ids.includes(key) ? { id: key } : null);
        },
      ),
    );
  });

  test('describes everything if the list is forbidden', async () => {
    const vault = list(idsUpTo(10), 50);
    const page = () => Promise.reject(new ForbiddenError('no ListJobs'));
    const found = await findMany<Row>({ keys: idsUpTo(5), ...vault, page });
    expect(found).toEqual(new Map(idsUpTo(5).map((id) => [id, { id }])));
  });

  test('returns null for all keys if the list is NOT_FOUND', async () => {
    const vault = list([], 50);
    const page = () => Promise.reject(new NotFoundError('no vault'));
    const found = await findMany<Row>({ keys: idsUpTo(5), ...vault, page });
    expect([...found.values()]).toEqual([null, null, null, null, null]);
    expect(vault.asked.describes).toBe(0);
  });

  test('returns the error of a failed list for all its keys, and that of a failed describe for its own', async () => {
    const down = new ServiceUnavailableError('down');
    const vault = list(idsUpTo(10), 50);
    const failed = await findMany<Row>({ keys: idsUpTo(5), ...vault, page: () => Promise.reject(down) });
    expect([...failed.values()]).toEqual([down, down, down, down, down]);

    const describe = (id: string) => (id === 'id1' ? Promise.reject(down) : vault.describe(id));
    const found = await findMany<Row>({ keys: idsUpTo(2), ...vault, describe });
    expect(found).toEqual(
      new Map<string, unknown>([
        ['id0', { id: 'id0' }],
        ['id1', down],
      ]),
    );
  });
});
