// Restores of archived objects: every state on the simulator's clock, through the real SDK over HTTP.
import {
  CopyObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  RestoreObjectCommand,
  type RestoreRequest,
} from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { requestRestore } from '../../../src/simulator/s3/rules/requestRestore.ts';
import { DAY, failure, HOUR, MINUTE, START } from '../support.ts';
import { withStore } from './s3Support.ts';

const Bucket = 'store';
const Key = 'cold';

async function withCold(StorageClass: 'GLACIER' | 'DEEP_ARCHIVE' | 'INTELLIGENT_TIERING' = 'GLACIER') {
  const harness = await withStore();
  const { s3, simulator } = harness;
  await harness.put(Key, 'cold bytes', { StorageClass });
  const version = simulator.world.objects.buckets.get(Bucket)?.versions.latest(Key);
  if (version?.kind !== 'object') throw new Error('no object');
  return {
    ...harness,
    version,
    restore: async (RestoreRequest: RestoreRequest) =>
      (await s3.send(new RestoreObjectCommand({ Bucket, Key, RestoreRequest }))).$metadata.httpStatusCode,
    head: () => s3.send(new HeadObjectCommand({ Bucket, Key })),
    status: async () =>
      (await s3.send(new ListObjectsV2Command({ Bucket, OptionalObjectAttributes: ['RestoreStatus'] }))).Contents?.[0]
        ?.RestoreStatus,
  };
}

describe('an archived object', () => {
  test('is readable from the end of its restore to a midnight', async () => {
    const { s3, clock, version, restore, head, status, text } = await withCold();
    expect(await failure(text(Key))).toBe(
      "InvalidObjectState 403: The operation is not valid for the object's storage class",
    );
    const copy = new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: 'store/cold' });
    expect(await failure(s3.send(copy))).toMatch(/^ObjectNotInActiveTierError 403/);
    expect(await head()).toMatchObject({ StorageClass: 'GLACIER', ContentLength: 10 });
    expect([(await head()).Restore, await status()]).toEqual([undefined, undefined]);

    expect(await restore({ Days: 3, GlacierJobParameters: { Tier: 'Standard' } })).toBe(202);
    expect([(await head()).Restore, await status()]).toEqual(['ongoing-request="true"', { IsRestoreInProgress: true }]);
    const readyAt = version.restore?.readyAt ?? 0;
    expect(readyAt - START).toBeGreaterThanOrEqual(3 * HOUR);
    expect(readyAt - START).toBeLessThanOrEqual(5 * HOUR);

    clock.advance(readyAt - START - 1);
    expect(await failure(text(Key))).toMatch(/^InvalidObjectState 403/);
    clock.advance(1);
    expect(await text(Key)).toBe('cold bytes');
    await s3.send(copy);
    expect(await head()).toMatchObject({
      StorageClass: 'GLACIER',
      Restore: 'ongoing-request="false", expiry-date="Mon, 19 Jan 2026 00:00:00 GMT"',
    });
    const end = new Date('2026-01-19T00:00:00Z');
    expect(await status()).toEqual({ IsRestoreInProgress: false, RestoreExpiryDate: end });
    clock.advance(end.getTime() - clock.now() - 1);
    expect(await text(Key)).toBe('cold bytes');
    clock.advance(1);
    expect(await failure(text(Key))).toMatch(/^InvalidObjectState 403/);
    expect([(await head()).Restore, await status()]).toEqual([undefined, undefined]);
  });

  test('takes a faster tier while it is restored, and nothing else', async () => {
    const { clock, version, restore, text } = await withCold();
    expect(await restore({ Days: 2, GlacierJobParameters: { Tier: 'Bulk' } })).toBe(202);
    for (const [Days, Tier] of [
      [2, 'Bulk'],
      [3, 'Standard'],
    ] as const) {
      expect(await failure(restore({ Days, GlacierJobParameters: { Tier } }))).toBe(
        'RestoreAlreadyInProgress 409: Object restore is already in progress',
      );
    }
    expect(await restore({ Days: 2, GlacierJobParameters: { Tier: 'Expedited' } })).toBe(202);
    expect((version.restore?.readyAt ?? 0) - START).toBeLessThanOrEqual(5 * MINUTE);
    clock.advance(5 * MINUTE);
    expect(await text(Key)).toBe('cold bytes');
  });

  test('that is restored keeps its copy longer or shorter, from now', async () => {
    const { clock, restore, head } = await withCold();
    await restore({ Days: 1, GlacierJobParameters: { Tier: 'Expedited' } });
    clock.advance(HOUR);
    expect((await head()).Restore).toContain('Sat, 17 Jan 2026');
    expect(await restore({ Days: 10 })).toBe(200);
    expect((await head()).Restore).toContain('Mon, 26 Jan 2026');
    expect(await restore({ Days: 2 })).toBe(200);
    expect((await head()).Restore).toContain('Sun, 18 Jan 2026');
  });

  test('of Deep Archive has slower tiers and no Expedited one', async () => {
    const { clock, version, restore, text } = await withCold('DEEP_ARCHIVE');
    expect(await failure(restore({ Days: 1, GlacierJobParameters: { Tier: 'Expedited' } }))).toMatch(
      /^InvalidArgument 400/,
    );
    expect(await restore({ Days: 1, GlacierJobParameters: { Tier: 'Bulk' } })).toBe(202);
    const { readyAt = 0, expiresAt = 0 } = version.restore ?? {};
    expect(readyAt - START).toBeGreaterThanOrEqual(36 * HOUR);
    expect(expiresAt).toBeGreaterThan(readyAt);
    clock.advance(48 * HOUR);
    expect(await text(Key)).toBe('cold bytes');
  });

  test('of Intelligent-Tiering moves back for good', async () => {
    const { clock, version, restore, head, text } = await withCold('INTELLIGENT_TIERING');
    expect(await failure(restore({}))).toMatch(/^InvalidObjectState 403: Restore is not allowed/);
    version.properties = { ...version.properties, archiveTier: 'ARCHIVE_ACCESS' };
    expect((await head()).ArchiveStatus).toBe('ARCHIVE_ACCESS');
    expect(await failure(text(Key))).toMatch(/^InvalidObjectState 403/);
    expect(await failure(restore({ Days: 1 }))).toMatch(/^MalformedXML 400/);
    expect(await restore({})).toBe(202);
    expect(await head()).toMatchObject({ ArchiveStatus: 'ARCHIVE_ACCESS', Restore: 'ongoing-request="true"' });
    clock.advance(5 * HOUR);
    const { ArchiveStatus, Restore } = await head();
    expect([ArchiveStatus, Restore]).toEqual([undefined, undefined]);
    clock.advance(400 * DAY);
    expect(await text(Key)).toBe('cold bytes');
  });
});

test('a restore is refused where S3 refuses it', async () => {
  const { s3, put, restore } = await withCold();
  await put('warm');
  const warm = new RestoreObjectCommand({ Bucket, Key: 'warm', RestoreRequest: { Days: 1 } });
  expect(await failure(s3.send(warm))).toMatch(/^InvalidObjectState 403/);
  const missing = new RestoreObjectCommand({ Bucket, Key: 'none', RestoreRequest: { Days: 1 } });
  expect(await failure(s3.send(missing))).toMatch(/^NoSuchKey 404/);
  expect(await failure(restore({}))).toMatch(/^MalformedXML 400/);
  expect(await failure(restore({ Days: 0 }))).toMatch(/^MalformedXML 400/);
  expect(await failure(restore({ Days: 1, GlacierJobParameters: { Tier: 'Fast' as never } }))).toMatch(/^MalformedXML/);
  expect(await failure(restore({ Type: 'SELECT' }))).toMatch(/^NotSimulated 501/);
});

test('a job can restore without a request over HTTP', async () => {
  const { version, clock, text } = await withCold();
  expect(requestRestore(version, { days: 1, tier: 'Bulk' }, clock.now())).toBe('started');
  clock.advance(12 * HOUR);
  expect(requestRestore(version, { days: 5, tier: 'Bulk' }, clock.now())).toBe('extended');
  expect(await text(Key)).toBe('cold bytes');
});
