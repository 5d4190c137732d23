// What filters have matched: whom it serves, and what is not kept.
import { expect, test } from 'vitest';
import { noneSkipped } from '../../src/core/skippedRecords.ts';
import type { SourceReading } from '../../src/jobIndex/jobSource.ts';
import { type KnownMatch, KnownMatches } from '../../src/jobIndex/knownMatches.ts';

const read = (asOf: number, more: Partial<SourceReading> = {}): SourceReading => ({
  source: {
    location: { accountId: '111122223333', region: 'us-east-1' },
    service: 'S3_BATCH_OPERATIONS',
    statuses: null,
  },
  status: 'OK',
  truncated: false,
  message: null,
  asOf: new Date(asOf),
  failedVaults: [],
  incompleteVaults: [],
  skipped: noneSkipped,
  ...more,
});
const matchOf = (...sources: SourceReading[]): KnownMatch => ({ runs: [], sources, vaults: [], lists: 1 });
const notBefore = (time: number) => ({ notBefore: time, acceptsFollowed: false });

test('a match serves equal filters and permissions, as far as its oldest source is young enough', () => {
  const matches = new KnownMatches();
  const match = matchOf(read(200), read(100));
  matches.offer('reader', '{}', match);
  expect(matches.find('reader', '{}', notBefore(100))).toBe(match);
  expect(matches.find('reader', '{}', notBefore(101))).toBeNull();
  expect(matches.find('reader', '{}', notBefore(Number.POSITIVE_INFINITY))).toBeNull();
  expect(matches.find('other', '{}', notBefore(100))).toBeNull();
  expect(matches.find('reader', '{"overdue":true}', notBefore(100))).toBeNull();
});

test('a query that accepts what a watch follows asks the lists, which know what the watch could not read', () => {
  const matches = new KnownMatches();
  matches.offer('reader', '{}', matchOf(read(100)));
  expect(matches.find('reader', '{}', { notBefore: 0, acceptsFollowed: true })).toBeNull();
});

test('a change of the index forgets all of them', () => {
  const matches = new KnownMatches();
  matches.offer('reader', '{}', matchOf(read(100)));
  matches.forget();
  expect(matches.find('reader', '{}', notBefore(0))).toBeNull();
});

test.each<[string, SourceReading[]]>([
  ['failed', [read(100), read(100, { status: 'THROTTLED' })]],
  ['was not read to its end', [read(100, { truncated: true })]],
  ['lacks a record', [read(100, { skipped: { count: 1, first: [] } })]],
  ['was not read', [read(100, { asOf: null })]],
  ['does not exist', []],
])('a match is not kept if a source %s', (_, sources) => {
  const matches = new KnownMatches();
  matches.offer('reader', '{}', matchOf(...sources));
  expect(matches.find('reader', '{}', notBefore(0))).toBeNull();
});
