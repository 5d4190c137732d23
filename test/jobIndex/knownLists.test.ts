// What an estimate knows of the lists in the index.
import { describe, expect, test } from 'vitest';
import type { VaultRecord } from '../../src/aws/glacier/vaultRecord.ts';
import { createKnownLists, type ListLookups } from '../../src/jobIndex/knownLists.ts';
import type { JobSource } from '../../src/jobIndex/planJobSources.ts';

const location = { accountId: '111122223333', region: 'us-east-1' };
const now = 10_000_000;
const everything = { allows: () => true, vaultsIn: () => 'all' as const };

const vaultNamed = (vaultName: string) => ({ ...location, vaultName }) as VaultRecord;

/** Lists as they were read some seconds ago. */
function knownFrom(
  {
    vaults,
    jobs,
  }: { vaults?: { names: string[]; age: number }; jobs?: Record<string, { count: number; age: number }> },
  access: Parameters<typeof createKnownLists>[0] = everything,
) {
  const isRead = (age: number, { notBefore }: { notBefore: number }) => now - age * 1000 >= notBefore;
  const lookups: ListLookups = {
    vaults: (_, freshness) => (vaults && isRead(vaults.age, freshness) ? vaults.names.map(vaultNamed) : null),
    jobCount: (key, _, freshness) => {
      const [kind, , , vaultName = ''] = key.split(' ');
      const list = jobs?.[kind === 'vault' ? vaultName : ''];
      return list && isRead(list.age, freshness) ? list.count : null;
    },
    isMatched: () => false,
    now: () => now,
  };
  return createKnownLists(access, lookups);
}

const glacier = (vaultNames: string[] | null = null): JobSource => ({
  service: 'GLACIER',
  location,
  filter: {},
  vaultNames,
});
const many = ['a', ...Array.from({ length: 24 }, (_, index) => `b${index}`)];
const batch: JobSource = { service: 'S3_BATCH_OPERATIONS', location, statuses: null };
const total = (calls: ReadonlyMap<string, number>) => [...calls.values()].reduce((sum, count) => sum + count, 0);

describe('the calls of a source', () => {
  test.each<[string, Parameters<typeof knownFrom>[0], JobSource, number | null, number]>([
    ['nothing is known', {}, glacier(), 10, 12],
    ['nothing is known of named vaults', {}, glacier(['a', 'b']), 10, 2],
    ['nothing is known of Batch jobs', {}, batch, 10, 1],
    [
      'everything is fresh',
      { vaults: { names: ['a'], age: 5 }, jobs: { a: { count: 120, age: 5 } } },
      glacier(),
      10,
      0,
    ],
    ['fresh is not enough', { vaults: { names: ['a'], age: 5 }, jobs: { a: { count: 120, age: 5 } } }, glacier(), 0, 4],
    [
      'null means ten seconds',
      { vaults: { names: ['a'], age: 15 }, jobs: { a: { count: 1, age: 15 } } },
      glacier(),
      null,
      2,
    ],
    ['the list of vaults is fresh alone', { vaults: { names: ['a', 'b'], age: 5 } }, glacier(), 10, 2],
    ['the list of vaults is long', { vaults: { names: Array(25).fill('a'), age: 60 } }, glacier(['a']), 10, 1],
    ['a named vault is not there', { vaults: { names: ['a'], age: 5 } }, glacier(['b']), 10, 0],
    ['a named vault may be there by now', { vaults: { names: ['a'], age: 60 } }, glacier(['b']), 10, 1],
    ['many are named of a list that is short', { vaults: { names: ['a'], age: 60 } }, glacier(many), 10, 2],
    ['many are named of a list that is long', { vaults: { names: many.concat(many), age: 60 } }, glacier(many), 10, 25],
    ['it was read two hours ago', { vaults: { names: ['a'], age: 7200 } }, glacier(), 10, 12],
    ['there are many Batch jobs', { jobs: { '': { count: 2500, age: 60 } } }, batch, 10, 3],
    ['Batch jobs are fresh', { jobs: { '': { count: 2500, age: 60 } } }, batch, 100, 0],
  ])('are right if %s', (_, lists, source, maxAgeSeconds, calls) => {
    expect(total(knownFrom(lists).callsFor(source, maxAgeSeconds))).toBe(calls);
  });

  test('of a caller who may read one vault are those of this vault', () => {
    const access = {
      allows: (_: unknown, vault: object) => 'vaultName' in vault && vault.vaultName === 'mine',
      vaultsIn: () => 'some' as const,
    };
    for (const others of [1, 500]) {
      const names = ['mine', ...Array.from({ length: others }, (_, index) => `other-${index}`)];
      const known = knownFrom({ vaults: { names, age: 60 }, jobs: { 'other-0': { count: 900, age: 60 } } }, access);
      expect(total(known.callsFor(glacier(), 10))).toBe(3);
      expect(known.vaultsIn(location)).toBeNull();
      expect(known.callsForJobsOf({ ...location, vaultName: 'other-0' })).toBeNull();
    }
  });
});
