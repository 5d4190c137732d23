// Lists of objects, through the real SDK over HTTP: both versions, their pages and their groups.
import {
  DeleteObjectsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  PutBucketVersioningCommand,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareKeys } from '../../../src/simulator/world/objects/keyOrder.ts';
import { anyText } from '../../support/anyText.ts';
import { failure } from '../support.ts';
import { type S3Harness, withStore } from './s3Support.ts';

const Bucket = 'store';

async function list({ s3 }: S3Harness, input: Omit<ListObjectsV2CommandInput, 'Bucket'> = {}) {
  const { Contents = [], CommonPrefixes = [], ...rest } = await s3.send(new ListObjectsV2Command({ Bucket, ...input }));
  return { ...rest, keys: Contents.map(({ Key }) => Key), prefixes: CommonPrefixes.map(({ Prefix }) => Prefix) };
}

async function withKeys(...keys: string[]): Promise<S3Harness> {
  const harness = await withStore();
  for (const key of keys) await harness.put(key);
  return harness;
}

describe('ListObjectsV2', () => {
  test('lists by the UTF-8 bytes of the keys', async () => {
    const harness = await withKeys('b', 'a', 'a/', 'a ', 'Z', 'é', '😀', '\uffee', 'a!');
    const byBytes = ['a', 'a ', 'a!', 'a/', 'Z', 'b', 'é', '\uffee', '😀'].sort((a, b) =>
      Buffer.compare(Buffer.from(a), Buffer.from(b)),
    );
    expect((await list(harness)).keys).toEqual(byBytes);
  });

  test('has the members of an object', async () => {
    const harness = await withStore();
    await harness.put('k', 'hello', { StorageClass: 'GLACIER' });
    const { Contents } = await harness.s3.send(new ListObjectsV2Command({ Bucket, FetchOwner: true }));
    expect(Contents).toEqual([
      {
        Key: 'k',
        Size: 5,
        ETag: '"5d41402abc4b2a76b9719d911017c592"',
        LastModified: new Date('2026-01-15T12:00:00Z'),
        StorageClass: 'GLACIER',
        ChecksumAlgorithm: ['CRC32'],
        ChecksumType: 'FULL_OBJECT',
        Owner: { ID: expect.stringMatching(/^[0-9a-f]{64}$/) },
      },
    ]);
    expect((await harness.s3.send(new ListObjectsV2Command({ Bucket }))).Contents?.[0]?.Owner).toBeUndefined();
  });

  test('groups by a delimiter behind the prefix', async () => {
    const harness = await withKeys('a', 'b/', 'b/1', 'b/2/x', 'b/2/y', 'c//d', 'd');
    expect(await list(harness, { Delimiter: '/' })).toMatchObject({
      keys: ['a', 'd'],
      prefixes: ['b/', 'c/'],
      KeyCount: 4,
    });
    expect(await list(harness, { Delimiter: '/', Prefix: 'b/' })).toMatchObject({
      keys: ['b/', 'b/1'],
      prefixes: ['b/2/'],
    });
    expect(await list(harness, { Delimiter: '/', Prefix: 'b' })).toMatchObject({ keys: [], prefixes: ['b/'] });
    expect(await list(harness, { Delimiter: '/x' })).toMatchObject({ prefixes: ['b/2/x'] });
    expect(await list(harness, { Prefix: 'none' })).toMatchObject({ keys: [], KeyCount: 0, IsTruncated: false });
  });

  test('continues behind a common prefix', async () => {
    const harness = await withKeys('a/1', 'a/2', 'b', 'c/1');
    const first = await list(harness, { Delimiter: '/', MaxKeys: 1 });
    expect(first).toMatchObject({ keys: [], prefixes: ['a/'], IsTruncated: true, MaxKeys: 1 });
    const token = first.NextContinuationToken;
    const second = await list(harness, { Delimiter: '/', MaxKeys: 1, ContinuationToken: token });
    expect(second).toMatchObject({ keys: ['b'], prefixes: [], ContinuationToken: token });
    const third = await list(harness, { Delimiter: '/', ContinuationToken: second.NextContinuationToken });
    expect(third).toMatchObject({ keys: [], prefixes: ['c/'], IsTruncated: false });
    expect(third.NextContinuationToken).toBeUndefined();
  });

  test('starts after a key, which need not exist', async () => {
    const harness = await withKeys('a', 'b', 'c');
    expect(await list(harness, { StartAfter: 'a' })).toMatchObject({ keys: ['b', 'c'], StartAfter: 'a' });
    expect((await list(harness, { StartAfter: 'aa' })).keys).toEqual(['b', 'c']);
    expect((await list(harness, { StartAfter: 'c' })).keys).toEqual([]);
    expect((await list(harness, { StartAfter: 'a', Prefix: 'c' })).keys).toEqual(['c']);
    expect((await list(harness, { StartAfter: 'z', Prefix: 'c' })).keys).toEqual([]);
  });

  test('takes sizes of pages up to 1,000, and refuses what is none', async () => {
    const harness = await withKeys('a', 'b');
    expect(await list(harness, { MaxKeys: 0 })).toMatchObject({ keys: [], IsTruncated: false });
    expect(await list(harness, { MaxKeys: 5000 })).toMatchObject({ keys: ['a', 'b'], MaxKeys: 1000 });
    expect(await failure(list(harness, { MaxKeys: -1 }))).toMatch(/^InvalidArgument 400/);
    for (const ContinuationToken of ['x', 'a+b', Buffer.from('1/').toString('base64url')]) {
      expect(await failure(list(harness, { ContinuationToken }))).toMatch(
        /^InvalidArgument 400: The continuation token/,
      );
    }
    expect(await failure(list(harness, { OptionalObjectAttributes: ['Colour' as never] }))).toMatch(/^InvalidArgument/);
    expect(await failure(list(harness, { EncodingType: 'base64' as never }))).toMatch(/^InvalidArgument/);
  });

  test('encodes keys as S3 does', async () => {
    const harness = await withKeys('a b.txt', 'a+b.txt', '100%.csv', '한글/x.txt', 'run books/x.txt', "!'()*~_-.");
    const url = { EncodingType: 'url', Delimiter: '/' } as const;
    expect(await list(harness, { ...url, StartAfter: ' ' })).toMatchObject({
      keys: ['%21%27%28%29*%7E_-.', '100%25.csv', 'a+b.txt', 'a%2Bb.txt'],
      prefixes: ['run+books/', '%ED%95%9C%EA%B8%80/'],
      StartAfter: '+',
      Delimiter: '/',
    });
    expect((await list(harness, { ...url, Prefix: 'run books/' })).Prefix).toBe('run+books/');
  });

  test('refers to control characters, which XML does not have, in keys that are not encoded', async () => {
    const { simulator, s3 } = await withKeys('a\u0008b\tc\u001b\r\u0085');
    const text = await (await fetch(`${simulator.url}/${Bucket}?list-type=2`)).text();
    expect(text).toContain('<Key>a&#x8;b\tc&#x1b;&#13;\u0085</Key>');
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket, EncodingType: 'url' }));
    expect(Contents?.map(({ Key }) => Key)).toEqual(['a%08b%09c%1B%0D%C2%85']);
  });

  test('pages return each key once, in order, whatever prefix, delimiter and size', async () => {
    const harness = await withStore();
    const part = fc.constantFrom('a', 'b', '/', 'é', '😀', '\uffee');
    const keys = fc.uniqueArray(
      fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('')),
      { maxLength: 25 },
    );
    const { simulator } = harness;
    const bucket = simulator.world.objects.buckets.get(Bucket);
    if (!bucket) throw new Error('no bucket');
    await fc.assert(
      fc.asyncProperty(
        keys,
        fc.integer({ min: 1, max: 4 }),
        fc.constantFrom('', '/'),
        fc.constantFrom('', 'a', '/'),
        async (all, pageSize, Delimiter, Prefix) => {
          for (const { Key } of (await harness.s3.send(new ListObjectsV2Command({ Bucket }))).Contents ?? [])
            simulator.world.objects.delete(bucket, Key ?? '');
          for (const key of all)
            simulator.world.objects.put(bucket, { key, etag: 'e', content: { length: 0, read: () => [] } });
          const listed: string[] = [];
          const pages = paginateListObjectsV2(
            { client: harness.s3, pageSize },
            { Bucket, ...(Delimiter && { Delimiter }), Prefix },
          );
          for await (const { Contents = [], CommonPrefixes = [], KeyCount } of pages) {
            const entries = [
              ...Contents.map(({ Key = '' }) => Key),
              ...CommonPrefixes.map((each) => each.Prefix ?? ''),
            ];
            if (entries.length !== KeyCount || entries.length > pageSize)
              throw new Error(`${entries.length} of ${KeyCount}`);
            listed.push(...entries.sort(compareKeys));
          }
          const groups = all
            .filter((key) => key.startsWith(Prefix))
            .map((key) => {
              const at = Delimiter === '' ? -1 : key.indexOf(Delimiter, Prefix.length);
              return at < 0 ? key : key.slice(0, at + 1);
            });
          expect(listed).toEqual([...new Set(groups)].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
        },
      ),
      { numRuns: 40 },
    );
  });

  test('leaves out deleted objects, and common prefixes of them alone', async () => {
    const harness = await withKeys();
    const { s3 } = harness;
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
    for (const key of ['a/1', 'a/2', 'b/1', 'b/2', 'c']) await harness.put(key);
    const Objects = ['a/1', 'a/2', 'b/1', 'c'].map((Key) => ({ Key }));
    await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(await list(harness, { Delimiter: '/' })).toMatchObject({ keys: [], prefixes: ['b/'], IsTruncated: false });
    expect((await list(harness)).keys).toEqual(['b/2']);
  });
});

describe('ListObjects', () => {
  test('continues after a marker, and returns the next one with a delimiter only', async () => {
    const { s3 } = await withKeys('a/1', 'a/2', 'b', 'c');
    const page = async (Marker?: string, Delimiter?: string) =>
      s3.send(new ListObjectsCommand({ Bucket, MaxKeys: 1, Marker, Delimiter }));
    const first = await page(undefined, '/');
    expect(first).toMatchObject({ CommonPrefixes: [{ Prefix: 'a/' }], IsTruncated: true, NextMarker: 'a/' });
    expect(await page('a/', '/')).toMatchObject({ Contents: [{ Key: 'b' }], NextMarker: 'b', Marker: 'a/' });
    expect(await page('a/1', '/')).toMatchObject({ Contents: [{ Key: 'b' }] });
    const plain = await page('a/1');
    expect(plain).toMatchObject({ Contents: [{ Key: 'a/2', Owner: { ID: expect.any(String) } }], IsTruncated: true });
    expect(plain.NextMarker).toBeUndefined();
  });
});

test('the order of keys is that of their UTF-8 bytes', () => {
  const text = anyText({ maxLength: 6 });
  fc.assert(
    fc.property(text, text, (a, b) => {
      const bytes = Buffer.compare(Buffer.from(a), Buffer.from(b));
      if (Math.sign(compareKeys(a, b)) !== bytes) throw new Error(`${JSON.stringify([a, b])}: not ${bytes}`);
    }),
    { numRuns: 1000 },
  );
});
