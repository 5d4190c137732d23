// Kept retrievals of one process, whose changes a file keeps.
import { expect, test } from 'vitest';
import { changed, newKept } from '../../src/staging/keptRetrieval.ts';
import { createMemoryKeptRetrievals } from '../../src/storage/memory/keptRetrievals.ts';
import { parseKept } from '../../src/storage/parseKept.ts';

const job = { accountId: '111122223333', region: 'us-east-1', vaultName: 'films', jobId: 'first' };
const first = newKept(job, {
  startedAt: 0,
  parameters: { Type: 'archive-retrieval', ArchiveId: 'archive' },
  owner: { id: 'key:films', credential: null },
  until: 1_000,
  untilDownloaded: true,
});

test('a change that cannot be kept does not take back another one', async () => {
  const written: number[][] = [];
  let isFull = true;
  const store = createMemoryKeptRetrievals({
    earlier: [first],
    keep: async (all) => {
      const fails = isFull;
      isFull = false;
      await Promise.resolve();
      if (fails) throw new Error('the disk is full');
      written.push(all.map(({ until }) => until));
    },
  });
  const lost = store.put(changed(first, { until: 2_000 }));
  const kept = store.put(changed(first, { until: 3_000 }));
  await expect(lost).rejects.toThrow('the disk is full');
  expect(await kept).toBe(true);
  expect(written).toEqual([[3_000]]);
  expect(await store.all()).toEqual([changed(first, { until: 3_000 })]);
});

test('many changes at once are one write, and those during a write are the next one', async () => {
  const written: number[] = [];
  const store = createMemoryKeptRetrievals({
    keep: async (all) => {
      await Promise.resolve();
      written.push(all.length);
    },
  });
  const putMany = (from: number, count: number) =>
    Promise.all(
      Array.from({ length: count }, (_, index) =>
        store.put({ ...first, id: `${from + index}`, jobIds: [`job ${from + index}`] }),
      ),
    );
  const some = putMany(0, 100);
  await Promise.resolve();
  await Promise.resolve();
  const others = putMany(100, 50);
  expect([...(await some), ...(await others)].every(Boolean)).toBe(true);
  expect(written).toEqual([100, 150]);
});

test('a claim of a restage outlives the process, and one of another shape does not count as a record', () => {
  for (const claim of [
    { by: null, until: null },
    { by: 'start', until: 5 },
  ]) {
    const kept = changed(first, { claim });
    expect(parseKept(JSON.stringify(kept))).toEqual(kept);
  }
  const strange = { ...first, claim: { by: 1, until: 5 } };
  expect(parseKept(JSON.stringify(strange))).toBeNull();
});
