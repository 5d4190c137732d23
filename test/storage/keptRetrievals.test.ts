// Kept retrievals: of one process, whose changes a file keeps, and of several ones.
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { changed, newKept } from '../../src/staging/keptRetrieval.ts';
import type { KeptRetrievals } from '../../src/staging/keptRetrievals.ts';
import { createMemoryKeptRetrievals } from '../../src/storage/memory/keptRetrievals.ts';
import { parseKept } from '../../src/storage/parseKept.ts';
import { openRedis } from '../../src/storage/redis/openRedis.ts';
import { describeWithRedis } from '../support/startRedis.ts';

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

/** A gateway that removes an old record may have read it before another one changed it, or kept its job anew. */
async function expectRemovalOfOneVersion(store: KeptRetrievals): Promise<void> {
  const next = changed(first, { until: 2_000 });
  expect([await store.put(first), await store.put(next)]).toEqual([true, true]);
  await store.remove(first);
  expect(await store.findMany([job])).toEqual([next]);

  const anew = { ...first, id: 'anew' };
  expect(await store.put(anew)).toBe(true);
  await store.remove(next);
  expect([await store.all(), await store.findMany([job])]).toEqual([[anew], [anew]]);
  await store.remove(anew);
  expect([await store.all(), await store.findMany([job])]).toEqual([[], [null]]);
}

test('a record that was changed meanwhile is not removed', () =>
  expectRemovalOfOneVersion(createMemoryKeptRetrievals()));

describeWithRedis('in Redis', (redis) => {
  test('a record that was changed meanwhile is not removed', async () => {
    const { keptRetrievals, close } = await openRedis(redis().url, pino({ level: 'silent' }));
    onTestFinished(close);
    await expectRemovalOfOneVersion(keptRetrievals);
  });
});
