// Versions of objects and their lists, through the real SDK over HTTP.
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  type DeleteObjectCommandInput,
  DeleteObjectTaggingCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandInput,
  PutBucketVersioningCommand,
  PutObjectTaggingCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { Versions } from '../../../src/simulator/world/objects/versions.ts';
import { errorOf, failure } from '../support.ts';
import { type S3Harness, withStore } from './s3Support.ts';

const Bucket = 'store';

async function withVersions() {
  const harness = await withStore();
  const { s3 } = harness;
  const version = (Status: 'Enabled' | 'Suspended') =>
    s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }));
  const remove = (Key: string, more: Partial<DeleteObjectCommandInput> = {}) =>
    s3.send(new DeleteObjectCommand({ Bucket, Key, ...more }));
  return { ...harness, version, remove };
}

/** Key, the number of the version's id in order of appearance, and what it is, as a line each. */
async function lines({ s3 }: S3Harness, input: Partial<ListObjectVersionsCommandInput> = {}): Promise<string[]> {
  const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket, ...input }));
  const line =
    (kind: string) =>
    (entry: { Key?: string | undefined; VersionId?: string | undefined; IsLatest?: boolean | undefined }) =>
      `${entry.Key} ${entry.VersionId === 'null' ? 'null' : 'id'} ${kind}${entry.IsLatest ? ' latest' : ''}`;
  return [...Versions.map(line('object')), ...DeleteMarkers.map(line('marker'))];
}

describe('a bucket with versioning', () => {
  test('keeps every version, and a marker instead of a deleted object', async () => {
    const harness = await withVersions();
    const { s3, put, text, version, remove } = harness;
    await put('k', 'unversioned');
    await version('Enabled');
    const first = await put('k', 'first');
    const second = await put('k', 'second');
    expect(new Set([first.VersionId, second.VersionId]).size).toBe(2);
    expect(first.VersionId).toMatch(/^[\w.-]{32}$/);
    expect(await text('k')).toBe('second');
    expect(await text('k', { VersionId: first.VersionId })).toBe('first');
    expect(await text('k', { VersionId: 'null' })).toBe('unversioned');

    const marker = await remove('k');
    expect(marker).toMatchObject({ DeleteMarker: true, VersionId: expect.any(String) });
    const gone = await errorOf(text('k'));
    expect(gone).toMatchObject({
      name: 'NoSuchKey',
      $response: { headers: { 'x-amz-delete-marker': 'true', 'x-amz-version-id': marker.VersionId } },
    });
    const asked = await errorOf(text('k', { VersionId: marker.VersionId }));
    expect(asked).toMatchObject({
      name: 'MethodNotAllowed',
      $response: { statusCode: 405, headers: { 'x-amz-delete-marker': 'true', allow: 'DELETE' } },
    });
    expect(await lines(harness)).toEqual(['k id object', 'k id object', 'k null object', 'k id marker latest']);

    expect(await remove('k', { VersionId: marker.VersionId })).toMatchObject({
      DeleteMarker: true,
      VersionId: marker.VersionId,
    });
    expect(await text('k')).toBe('second');
    expect(await remove('k', { VersionId: second.VersionId })).toMatchObject({ VersionId: second.VersionId });
    expect(await text('k')).toBe('first');
    expect(await failure(text('k', { VersionId: second.VersionId }))).toMatch(/^NoSuchVersion 404/);
    expect(await failure(text('k', { VersionId: 'short' }))).toMatch(/^InvalidArgument 400: Invalid version id/);
    expect((await s3.send(new HeadObjectCommand({ Bucket, Key: 'k', VersionId: 'null' }))).VersionId).toBe('null');
  });

  test('that is suspended replaces the null version alone', async () => {
    const harness = await withVersions();
    const { put, text, version, remove } = harness;
    await version('Enabled');
    const kept = await put('k', 'kept');
    await version('Suspended');
    expect((await put('k', 'one')).VersionId).toBe('null');
    await put('k', 'two');
    expect(await lines(harness)).toEqual(['k null object latest', 'k id object']);
    expect(await remove('k')).toMatchObject({ DeleteMarker: true, VersionId: 'null' });
    expect(await lines(harness)).toEqual(['k id object', 'k null marker latest']);
    expect(await text('k', { VersionId: kept.VersionId })).toBe('kept');
    await remove('k', { VersionId: kept.VersionId });
    await remove('k', { VersionId: 'null' });
    expect(await lines(harness)).toEqual([]);
  });

  test('frees the memory of removed versions', async () => {
    const { put, version, remove, simulator } = await withVersions();
    await version('Enabled');
    const before = simulator.world.heldBytes.uploaded;
    const ids = [await put('k', 'x'), await put('k', 'y'), await remove('k')].map(({ VersionId }) => VersionId);
    expect(simulator.world.heldBytes.uploaded).toBeGreaterThan(before);
    for (const VersionId of ids) await remove('k', { VersionId });
    expect(simulator.world.heldBytes.uploaded).toBe(before);
  });
});

describe('ListObjectVersions', () => {
  test('continues behind a version, a key and a common prefix', async () => {
    const harness = await withVersions();
    const { s3, put, version, remove } = harness;
    await version('Enabled');
    for (const key of ['a', 'a', 'a', 'b/1', 'b/2', 'c']) await put(key);
    await remove('a');
    const whole = await s3.send(new ListObjectVersionsCommand({ Bucket, Delimiter: '/' }));
    expect(whole).toMatchObject({ CommonPrefixes: [{ Prefix: 'b/' }], IsTruncated: false, MaxKeys: 1000 });
    for (const MaxKeys of [1, 2, 3]) {
      const ids: unknown[] = [];
      let markers: Pick<ListObjectVersionsCommandInput, 'KeyMarker' | 'VersionIdMarker'> = {};
      for (let more = true; more; ) {
        const page = await s3.send(new ListObjectVersionsCommand({ Bucket, Delimiter: '/', MaxKeys, ...markers }));
        const entries = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])];
        expect(entries.length + (page.CommonPrefixes?.length ?? 0)).toBeLessThanOrEqual(MaxKeys);
        ids.push(...entries.map(({ VersionId }) => VersionId));
        more = page.IsTruncated ?? false;
        markers = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
      }
      const all = [...(whole.Versions ?? []), ...(whole.DeleteMarkers ?? [])].map(({ VersionId }) => VersionId);
      expect(ids.sort()).toEqual(all.sort());
    }
    expect(await lines(harness, { KeyMarker: 'a' })).toEqual([
      'b/1 id object latest',
      'b/2 id object latest',
      'c id object latest',
    ]);
    expect(await lines(harness, { Prefix: 'b/', MaxKeys: 1 })).toEqual(['b/1 id object latest']);
    expect(await failure(lines(harness, { VersionIdMarker: 'null' }))).toMatch(/^InvalidArgument 400/);
  });

  test('lists no key without the prefix, whatever the markers are', async () => {
    const harness = await withVersions();
    const { s3, put, version } = harness;
    await version('Enabled');
    for (const key of ['a', 'a', 'b']) await put(key);
    const { Versions: [newest] = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
    const VersionIdMarker = newest?.VersionId;
    expect(await lines(harness, { Prefix: 'b', KeyMarker: 'a', VersionIdMarker })).toEqual(['b id object latest']);
    const unknown = { KeyMarker: 'none', VersionIdMarker: 'short' };
    expect(await failure(lines(harness, unknown))).toMatch(/^InvalidArgument 400: Invalid version id/);
  });

  test('goes on behind a version that was deleted since: a bucket is emptied page by page', async () => {
    const harness = await withVersions();
    const { s3, put, version, remove } = harness;
    await put('a');
    await version('Enabled');
    for (const key of ['a', 'a', 'a', 'b']) await put(key);
    let markers: Pick<ListObjectVersionsCommandInput, 'KeyMarker' | 'VersionIdMarker'> = {};
    for (let more = true; more; ) {
      const page = await s3.send(new ListObjectVersionsCommand({ Bucket, MaxKeys: 2, ...markers }));
      for (const { Key = '', VersionId } of page.Versions ?? []) await remove(Key, { VersionId });
      more = page.IsTruncated ?? false;
      markers = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
    }
    expect(await lines(harness)).toEqual([]);
  });
});

test('versions that found no memory are all there after a later look', () => {
  const versions = new Versions();
  let isFull = true;
  versions.fillLater(() => {
    for (const key of ['a', 'b']) {
      if (isFull && key === 'b') throw new Error('full');
      versions.add({ kind: 'marker', key, versionId: 'null', lastModified: 0, heldBytes: 0 });
    }
  });
  expect(() => versions.isEmpty).toThrow('full');
  isFull = false;
  expect([...versions.all()].map(({ key }) => key)).toEqual(['a', 'b']);
});

describe('a copy', () => {
  const copy = ({ s3 }: S3Harness, Key: string, CopySource: string, more = {}) =>
    s3.send(new CopyObjectCommand({ Bucket, Key, CopySource, ...more }));

  test('has the bytes, metadata and tags of its source, or those of the request', async () => {
    const harness = await withStore();
    const { s3, put, text } = harness;
    await put('a b/é', 'hello', {
      Metadata: { m: '1' },
      Tagging: 't=1',
      ContentType: 'text/plain',
      StorageClass: 'STANDARD_IA',
    });
    const source = `store/${encodeURIComponent('a b/é')}`;
    const { CopyObjectResult } = await copy(harness, 'copy', source);
    expect(CopyObjectResult).toMatchObject({ ETag: '"5d41402abc4b2a76b9719d911017c592"', ChecksumCRC32: 'NhCmhg==' });
    expect(await text('copy')).toBe('hello');
    const copied = await s3.send(new HeadObjectCommand({ Bucket, Key: 'copy' }));
    expect(copied).toMatchObject({ Metadata: { m: '1' }, ContentType: 'text/plain', TagCount: 1 });
    expect(copied.StorageClass).toBeUndefined();

    const replace = {
      MetadataDirective: 'REPLACE',
      TaggingDirective: 'REPLACE',
      Metadata: { n: '2' },
      Tagging: 'u=2&v=3',
      ChecksumAlgorithm: 'SHA256',
    };
    const changed = await copy(harness, 'other', `/${source}`, replace);
    expect(changed.CopyObjectResult?.ChecksumSHA256).toBe('LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=');
    expect(await s3.send(new HeadObjectCommand({ Bucket, Key: 'other' }))).toMatchObject({
      Metadata: { n: '2' },
      TagCount: 2,
    });
  });

  test('has a source whose name is encoded: a plus sign is a blank', async () => {
    const harness = await withStore();
    await harness.put('a b', 'blank');
    await harness.put('a+b', 'plus');
    await copy(harness, 'copy', 'store/a+b');
    expect(await harness.text('copy')).toBe('blank');
    await copy(harness, 'copy', 'store/a%2Bb');
    expect(await harness.text('copy')).toBe('plus');
  });

  test('of an older version makes it the current one', async () => {
    const harness = await withVersions();
    await harness.version('Enabled');
    const { VersionId } = await harness.put('k', 'old');
    await harness.put('k', 'new');
    expect(await copy(harness, 'k', `store/k?versionId=${VersionId}`)).toMatchObject({
      CopySourceVersionId: VersionId,
    });
    expect(await harness.text('k')).toBe('old');
  });

  test('is refused onto itself, from nothing, and from what does not meet the conditions', async () => {
    const harness = await withStore();
    await harness.put('k');
    expect(await failure(copy(harness, 'k', 'store/k'))).toMatch(/^InvalidRequest 400: This copy request is illegal/);
    await copy(harness, 'k', 'store/k', { StorageClass: 'STANDARD_IA' });
    expect(await failure(copy(harness, 'n', 'store/none'))).toMatch(/^NoSuchKey 404/);
    expect(await failure(copy(harness, 'n', 'none/k'))).toMatch(/^NoSuchBucket 404/);
    expect(await failure(copy(harness, 'n', 'store'))).toMatch(/^InvalidArgument 400/);
    expect(await failure(copy(harness, 'n', 'store/%zz'))).toMatch(/^InvalidArgument 400/);
    for (const condition of [{ CopySourceIfMatch: '"x"' }, { CopySourceIfNoneMatch: '*' }]) {
      expect(await failure(copy(harness, 'n', 'store/k', condition))).toMatch(/^PreconditionFailed 412/);
    }
  });

  test('of a large computed object costs no memory', async () => {
    const harness = await withStore();
    const { objects, heldBytes } = harness.simulator.world;
    const bucket = objects.buckets.get(Bucket);
    if (!bucket) throw new Error('no bucket');
    const large = { length: 5 * 1024 ** 3, read: () => [] };
    objects.put(bucket, { key: 'large', content: large, etag: 'e' });
    objects.put(bucket, { key: 'larger', content: { ...large, length: large.length + 1 }, etag: 'e' });
    const before = heldBytes.uploaded;
    expect(await copy(harness, 'copy', 'store/large')).toMatchObject({ CopyObjectResult: { ETag: '"e"' } });
    expect(heldBytes.uploaded - before).toBeLessThan(2000);
    expect(await failure(copy(harness, 'copy', 'store/larger'))).toBe(
      'InvalidRequest 400: The specified copy source is larger than the maximum allowable size for a copy source: 5368709120',
    );
  });
});

test('tags belong to a version, and are replaced as a whole', async () => {
  const { s3, put, version } = await withVersions();
  await version('Enabled');
  const { VersionId } = await put('k', 'old', { Tagging: 'a=1' });
  await put('k', 'new');
  const TagSet = [
    { Key: 'b<', Value: '' },
    { Key: 'c', Value: '&' },
  ];
  await s3.send(new PutObjectTaggingCommand({ Bucket, Key: 'k', Tagging: { TagSet } }));
  expect(await s3.send(new GetObjectTaggingCommand({ Bucket, Key: 'k' }))).toMatchObject({ TagSet });
  const old = new GetObjectTaggingCommand({ Bucket, Key: 'k', VersionId });
  expect(await s3.send(old)).toMatchObject({ TagSet: [{ Key: 'a', Value: '1' }], VersionId });
  await s3.send(new DeleteObjectTaggingCommand({ Bucket, Key: 'k', VersionId }));
  expect(await s3.send(old)).toMatchObject({ TagSet: [], VersionId });
  expect(await s3.send(new GetObjectTaggingCommand({ Bucket, Key: 'k' }))).toMatchObject({ TagSet });
  const many = Array.from({ length: 11 }, (_, at) => ({ Key: `k${at}`, Value: '' }));
  const tooMany = new PutObjectTaggingCommand({ Bucket, Key: 'k', Tagging: { TagSet: many } });
  expect(await failure(s3.send(tooMany))).toMatch(/^BadRequest 400/);
});
