// Pure parts of restores: what S3 reports, in which state an object is, the order of keys, the plan of calls, and the pace.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AwsCall } from '../../src/aws/client/awsCall.ts';
import type { AwsSession } from '../../src/aws/client/awsSession.ts';
import { commonPrefix, compareKeys, keyBefore } from '../../src/aws/lookup/keyOrder.ts';
import { headsPerList, planStatuses } from '../../src/aws/lookup/planStatuses.ts';
import { readStatuses } from '../../src/aws/lookup/readStatuses.ts';
import { parseRestore, unreadableRestore } from '../../src/aws/s3/objectRestore.ts';
import { ForbiddenError, type GatewayError, ServiceUnavailableError } from '../../src/core/errors.ts';
import { noneSkipped } from '../../src/core/skippedRecords.ts';
import type { ManifestPage } from '../../src/manifests/manifestPage.ts';
import type { RestoreJob } from '../../src/restores/jobObjects.ts';
import { ReadingTurns } from '../../src/restores/readingTurns.ts';
import { decodeEvent, encodeEvent, objectDigest } from '../../src/restores/restoreEvent.ts';
import { RestoreFigures } from '../../src/restores/restoreFigures.ts';
import { restorePause } from '../../src/restores/restorePace.ts';
import { restoreStateOf } from '../../src/restores/restoreState.ts';
import { RestoreTally } from '../../src/restores/restoreTally.ts';
import { plainReading, WholeReading } from '../../src/restores/wholeReading.ts';
import { batchJob, batchJobDetails } from '../storage/records.ts';
import { anyText } from '../support/anyText.ts';

const now = Date.UTC(2026, 0, 15, 12);
const HOUR = 3_600_000;

describe('the header x-amz-restore', () => {
  test.each([
    [undefined, null],
    ['ongoing-request="true"', { isInProgress: true, expiresAt: null }],
    [
      'ongoing-request="false", expiry-date="Fri, 21 Dec 2012 00:00:00 GMT"',
      { isInProgress: false, expiresAt: new Date('2012-12-21T00:00:00Z') },
    ],
    ['ongoing-request="false"', { isInProgress: false, expiresAt: null }],
    ['ongoing-request="maybe"', unreadableRestore],
    ['ongoing-request="false", expiry-date="some day"', unreadableRestore],
    ['', unreadableRestore],
  ])('%s', (text, expected) => expect(parseRestore(text)).toEqual(expected));

  test('any text is parsed without an error, and every date that S3 writes is kept', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        parseRestore(text);
      }),
    );
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }), (date) => {
        const seconds = new Date(Math.floor(date.getTime() / 1000) * 1000);
        const parsed = parseRestore(`ongoing-request="false", expiry-date="${seconds.toUTCString()}"`);
        expect(parsed).toEqual({ isInProgress: false, expiresAt: seconds });
      }),
    );
  });
});

describe('the state of an object', () => {
  const copyUntil = (hours: number) => ({ isInProgress: false, expiresAt: new Date(now + hours * HOUR) });
  const working = { isInProgress: true, expiresAt: null };
  test.each([
    ['STANDARD', null, undefined, 'READABLE'],
    ['GLACIER_IR', null, undefined, 'READABLE'],
    ['GLACIER', null, undefined, 'NOT_RESTORED'],
    ['DEEP_ARCHIVE', working, undefined, 'IN_PROGRESS'],
    ['GLACIER', copyUntil(5), undefined, 'READABLE'],
    ['GLACIER', copyUntil(3), undefined, 'LUKEWARM'],
    ['GLACIER', copyUntil(-1), undefined, 'NOT_RESTORED'],
    ['INTELLIGENT_TIERING', null, null, 'READABLE'],
    ['INTELLIGENT_TIERING', null, 'ARCHIVE_ACCESS', 'NOT_RESTORED'],
    ['INTELLIGENT_TIERING', working, 'DEEP_ARCHIVE_ACCESS', 'IN_PROGRESS'],
    ['GLACIER', unreadableRestore, undefined, 'OTHER'],
    ['SOMETHING_NEW', null, undefined, 'OTHER'],
  ] as const)('%s %s %s: %s', (storageClass, restore, archiveStatus, expected) => {
    expect(restoreStateOf({ storageClass, restore, archiveStatus }, { now, lead: 4 * HOUR })).toBe(expected);
  });

  test('without an object it is MISSING, and while its job requests restores, REQUESTED', () => {
    expect(restoreStateOf(null, { now, lead: 0 })).toBe('MISSING');
    const cold = { storageClass: 'GLACIER', restore: null, archiveStatus: null };
    expect(restoreStateOf(cold, { now, lead: 0, isRequesting: true })).toBe('REQUESTED');
  });
});

describe('the order of keys', () => {
  const key = anyText({ maxLength: 8 }).filter((text) => text !== '');
  test('is that of their bytes', () => {
    fc.assert(
      fc.property(key, key, (one, other) => {
        const expected = Buffer.compare(Buffer.from(one), Buffer.from(other));
        expect(Math.sign(compareKeys(one, other))).toBe(expected);
      }),
    );
  });

  test('a list that begins behind keyBefore begins with the key', () => {
    fc.assert(
      fc.property(key, key, (one, other) => {
        const before = keyBefore(one);
        if (before === null) throw new Error('a short key has one');
        expect(compareKeys(before, one)).toBeLessThan(0);
        // Between them are only keys that continue the text with the last character of all.
        const isBetween = compareKeys(other, before) > 0 && compareKeys(other, one) < 0;
        expect(isBetween && !other.startsWith(before)).toBe(false);
      }),
    );
    expect(keyBefore('a'.repeat(1024))).toBeNull();
    expect(keyBefore('')).toBe('');
  });

  test('all keys begin with what the first and the last one have in common', () => {
    fc.assert(
      fc.property(fc.array(key, { minLength: 1 }), (keys) => {
        const sorted = keys.sort(compareKeys);
        const prefix = commonPrefix(sorted[0] ?? '', sorted.at(-1) ?? '');
        expect(sorted.every((each) => each.startsWith(prefix))).toBe(true);
      }),
    );
  });
});

describe('a plan of calls', () => {
  /** The calls for objects at these positions of a bucket. */
  const callsFor = (wanted: readonly number[]): number => {
    const sorted = [...wanted].sort((one, other) => one - other);
    let [at, calls, sparseLists, headed] = [0, 0, 0, 0];
    let lastAnswered: number | null = null;
    while (at < sorted.length) {
      const step = planStatuses({ remaining: sorted.length - at, lastAnswered, sparseLists, headed, canList: true });
      const start = sorted[at] ?? 0;
      const count =
        step.kind === 'head' ? step.count : sorted.filter((each) => each >= start && each < start + 1000).length;
      expect(count).toBeGreaterThan(0);
      calls += step.kind === 'head' ? count : 1;
      if (step.kind === 'head') headed += count;
      else {
        headed = 0;
        lastAnswered = count;
        sparseLists = count < headsPerList ? sparseLists + 1 : 0;
      }
      at += count;
    }
    return calls;
  };
  const thousand = Array.from({ length: 1000 }, (_, index) => index);

  test('takes at most one call for each object, wherever they are', () => {
    const positions = fc.uniqueArray(fc.nat(200_000), { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(positions, (wanted) => {
        expect(callsFor(wanted)).toBeLessThanOrEqual(wanted.length);
      }),
      { numRuns: 50 },
    );
  });

  test('for a thousand objects takes one call if they are together, and at most a thousand among a million', () => {
    expect(callsFor(thousand)).toBe(1);
    // Each list would answer one of these.
    expect(callsFor(thousand.map((index) => index * 1000))).toBe(1000);
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(1_000_000), { minLength: 1000, maxLength: 1000 }), (wanted) => {
        expect(callsFor(wanted)).toBeLessThanOrEqual(1000);
      }),
      { numRuns: 5 },
    );
  });
});

test('an event is shared by the digest of its object, and other texts are none', () => {
  const event = {
    change: 'COMPLETED' as const,
    bucket: 'film',
    key: 'ü'.repeat(500),
    versionId: 'v1',
    at: new Date(now),
    readableUntil: null,
  };
  const text = encodeEvent(event);
  expect(text.length).toBeLessThan(200);
  const object = objectDigest('film', event.key);
  expect(decodeEvent(text)).toEqual({ change: 'COMPLETED', object, versionId: 'v1', at: now, readableUntil: null });
  for (const time of [9e15, -9e15, 0.5, '0']) {
    expect(decodeEvent(JSON.stringify(['COMPLETED', object, null, now, time]))).toBeNull();
    expect(decodeEvent(JSON.stringify(['COMPLETED', object, null, time, null]))).toBeNull();
  }
  fc.assert(
    fc.property(fc.json(), (json) => {
      expect(decodeEvent(json)).toBeNull();
    }),
  );
});

test('objects are looked at once an hour at least, and every five minutes at most', () => {
  const expectedReadable = { earliest: new Date(now + 3 * HOUR), latest: new Date(now + 5 * HOUR) };
  const pauseAt = (hours: number) => restorePause({ expectedReadable }, now + hours * HOUR) / 60_000;
  expect([0, 2, 2.5, 3, 4, 5, 10, 100].map(pauseAt)).toEqual([60, 60, 30, 5, 5, 5, 35, 60]);
});

test('a job is not settled while the state of an object could not be read for a moment', () => {
  const of = { job: { status: 'COMPLETE' }, details: { operation: {} } } as unknown as RestoreJob;
  const settledWith = (failure: GatewayError): boolean => {
    const tally = new RestoreTally(of, { now, lead: 0 });
    tally.add('film', null);
    tally.add('film', failure);
    return tally.progress({ asOf: now, isWhole: true }).isSettled;
  };
  expect(settledWith(new ServiceUnavailableError('Slow down.'))).toBe(false);
  expect(settledWith(new ServiceUnavailableError('Expired.', undefined, 'GATEWAY_CREDENTIALS'))).toBe(false);
  expect(settledWith(new ForbiddenError('Access denied.'))).toBe(true);
});

/** An endless manifest: a page of one object takes a call for the manifest, and one for the object. */
function endlessReading(turns: Pick<ReadingTurns, 'hasCalls' | 'spend'>) {
  const counts = { pages: 0, objects: 0 };
  const page = async (): Promise<ManifestPage> => {
    counts.pages += 1;
    const rows = [{ bucket: 'film', key: `reel${counts.pages}`, versionId: null }] as unknown as ManifestPage['rows'];
    return { rows, positions: [], next: { file: 0, after: null }, skipped: noneSkipped };
  };
  const reading = new WholeReading({
    size: plainReading,
    turns,
    isKnown: () => false,
    open: async () => ({ page, files: 1, isSeekable: true }),
    statusesOf: async (rows, budget) => {
      budget.left -= 1;
      return rows.map(() => null);
    },
    count: () => {
      counts.objects += 1;
    },
  });
  return { reading, counts };
}

test('a reading of all objects ends with its last call, and says that it is not whole', async () => {
  const { reading, counts } = endlessReading(new ReadingTurns({ now: () => now }));
  expect(await reading.goOn()).toBe('CUT');
  expect(counts).toEqual({ pages: 1000, objects: 1000 });
});

test('all readings of all objects share the calls of a minute, and go on where they paused', async () => {
  const time = { now };
  const turns = new ReadingTurns({ now: () => time.now });
  const [first, second] = [endlessReading(turns), endlessReading(turns)];
  expect(await first.reading.goOn()).toBe('CUT');
  expect(await second.reading.goOn()).toBe('PAUSED');
  // 2,500 calls, of which the first one has made 2,000.
  expect(second.counts).toEqual({ pages: 250, objects: 250 });
  time.now += 59_999;
  expect(await second.reading.goOn()).toBe('PAUSED');
  expect(second.counts.pages).toBe(250);
  time.now += 1;
  expect(await second.reading.goOn()).toBe('CUT');
  expect(second.counts).toEqual({ pages: 1000, objects: 1000 });
});

test('four readers have a turn at a time, and keep it until they end or do not return', () => {
  const time = { now };
  const turns = new ReadingTurns({ now: () => time.now });
  const readers = Array.from({ length: 6 }, () => ({}));
  const [first = {}, , , , fifth = {}, sixth = {}] = readers;
  expect(readers.map((each) => turns.begin(each))).toEqual([true, true, true, true, false, false]);
  turns.end(fifth);
  expect([turns.begin(first), turns.begin(sixth)]).toEqual([true, false]);
  turns.end(first);
  expect([turns.begin(sixth), turns.begin(first)]).toEqual([true, false]);
  time.now += 5 * 60_000;
  expect(turns.begin(sixth)).toBe(true);
  time.now += 5 * 60_000 + 1;
  expect(readers.map((each) => turns.begin(each))).toEqual([true, true, true, false, false, true]);
});

test('a key with more versions than a list shows is not listed for each of its versions', async () => {
  const calls: string[] = [];
  const wire = { Key: 'reel', VersionId: 'newer', StorageClass: 'GLACIER' };
  const list = { Name: 'film', IsTruncated: true, Versions: [wire], NextKeyMarker: 'reel' };
  const aws = {
    caller: { access: { ownerOf: () => '111122223333' } },
    bucketRegions: new Map(),
    forecast: () => ({ concurrency: 1 }),
    read: async ({ operation: { name } }: AwsCall<unknown>, map: (output: unknown) => unknown) => {
      calls.push(name);
      return map(name === 'HeadObject' ? { StorageClass: 'GLACIER' } : list);
    },
  } as unknown as AwsSession;
  const location = { accountId: '111122223333', region: 'us-east-1' };
  const wanted = Array.from({ length: 40 }, (_, index) => ({ key: 'reel', versionId: `v${index}` }));
  const found = await readStatuses(aws, { location, bucketName: 'film' }, wanted);
  expect(found.map((each) => each && 'storageClass' in each && each.storageClass)).toEqual(wanted.map(() => 'GLACIER'));
  expect(calls.filter((name) => name === 'ListObjectVersions')).toHaveLength(2);
});

test('figures count each job once, for two hours, and for a day once it is settled', () => {
  const figures = new RestoreFigures();
  const job = (jobId: string) => ({ accountId: '111122223333', region: 'us-east-1', jobId });
  const { counts: none } = new RestoreTally(
    { job: batchJob('r'), details: batchJobDetails('r') },
    { now, lead: 0 },
  ).progress({ asOf: null, isWhole: false });
  const at = (hours: number) => {
    const { READABLE, IN_PROGRESS } = figures.counts(now + hours * HOUR);
    return { READABLE, IN_PROGRESS };
  };
  for (const _ of [1, 2]) figures.note(job('a'), { counts: { ...none, IN_PROGRESS: 3 }, isSettled: false }, now);
  figures.note(job('b'), { counts: { ...none, READABLE: 2 }, isSettled: true }, now);
  expect(at(1)).toEqual({ READABLE: 2, IN_PROGRESS: 3 });
  expect(at(2)).toEqual({ READABLE: 2, IN_PROGRESS: 0 });
  expect(at(24)).toEqual({ READABLE: 0, IN_PROGRESS: 0 });
});
