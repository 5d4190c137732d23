// Objects of S3, through the real SDK over HTTP.
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { errorOf, failure } from '../support.ts';
import { s3ClientOf, withStore } from './s3Support.ts';

const Bucket = 'store';
const md5 = (text: string) => createHash('md5').update(text).digest('hex');

describe('an object', () => {
  test('has the bytes, headers and metadata that were put', async () => {
    const { s3, put } = await withStore();
    const saved = await put('a/b c+d%20é.txt', 'hello', {
      ContentType: 'text/plain',
      ContentEncoding: 'identity',
      CacheControl: 'no-cache',
      ContentDisposition: 'inline',
      ContentLanguage: 'en',
      Expires: new Date('2030-01-01T00:00:00Z'),
      Metadata: { one: '1', 'two-words': 'a b' },
      StorageClass: 'STANDARD_IA',
      Tagging: 'a=1&b=x%20y',
      WebsiteRedirectLocation: '/other',
    });
    expect(saved).toMatchObject({ ETag: `"${md5('hello')}"`, ServerSideEncryption: 'AES256' });
    const { Body, $metadata, ...got } = await s3.send(new GetObjectCommand({ Bucket, Key: 'a/b c+d%20é.txt' }));
    expect(await Body?.transformToString()).toBe('hello');
    expect($metadata).toMatchObject({ httpStatusCode: 200, requestId: expect.any(String) });
    expect($metadata.extendedRequestId).toEqual(expect.any(String));
    const members = {
      AcceptRanges: 'bytes',
      CacheControl: 'no-cache',
      ContentDisposition: 'inline',
      ContentEncoding: 'identity',
      ContentLanguage: 'en',
      ContentLength: 5,
      ContentType: 'text/plain',
      ETag: `"${md5('hello')}"`,
      ExpiresString: 'Tue, 01 Jan 2030 00:00:00 GMT',
      LastModified: new Date('2026-01-15T12:00:00Z'),
      Metadata: { one: '1', 'two-words': 'a b' },
      ServerSideEncryption: 'AES256',
      StorageClass: 'STANDARD_IA',
      TagCount: 2,
      WebsiteRedirectLocation: '/other',
    };
    expect(got).toMatchObject(members);
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'a/b c+d%20é.txt' }));
    expect(head).toMatchObject(members);
  });

  test('has defaults', async () => {
    const { s3, put } = await withStore();
    await put('plain', '');
    const { Body, ...got } = await s3.send(new GetObjectCommand({ Bucket, Key: 'plain' }));
    expect(await Body?.transformToString()).toBe('');
    expect(got).toMatchObject({ ContentLength: 0, Metadata: {}, ContentType: 'application/octet-stream' });
    expect([got.StorageClass, got.VersionId, got.TagCount, got.Restore, got.PartsCount]).toEqual(
      Array(5).fill(undefined),
    );
  });

  test('keeps slashes at both ends of its key, and in a row', async () => {
    const { put, text } = await withStore();
    for (const key of ['/', '//', '/a', 'a/', 'a//b', 'x/../y', './z', 'a?b#c&d=e', '😀', ' ', '%']) {
      await put(key);
      expect(await text(key)).toBe(key);
    }
  });

  test('answers with the headers that a request asks for', async () => {
    const { s3, put } = await withStore();
    await put('k');
    const got = await s3.send(
      new GetObjectCommand({
        Bucket,
        Key: 'k',
        ResponseContentType: 'text/csv',
        ResponseContentDisposition: 'attachment',
      }),
    );
    await got.Body?.transformToString();
    expect(got).toMatchObject({ ContentType: 'text/csv', ContentDisposition: 'attachment' });
  });

  test('is replaced without versioning, and deleted once', async () => {
    const { s3, put, text } = await withStore();
    await put('k', 'one');
    await put('k', 'two');
    expect(await text('k')).toBe('two');
    for (let time = 0; time < 2; time += 1) {
      const { $metadata, ...deleted } = await s3.send(new DeleteObjectCommand({ Bucket, Key: 'k' }));
      expect([$metadata.httpStatusCode, deleted]).toEqual([204, {}]);
    }
    expect(await failure(text('k'))).toBe('NoSuchKey 404: The specified key does not exist.');
    expect(await failure(s3.send(new HeadObjectCommand({ Bucket, Key: 'k' })))).toMatch(/^NotFound 404/);
  });

  test('frees the memory that it took', async () => {
    const { s3, put, simulator } = await withStore();
    const before = simulator.world.heldBytes.uploaded;
    await put('k', Buffer.alloc(1000));
    await put('k', Buffer.alloc(2000));
    expect(simulator.world.heldBytes.uploaded - before).toBeGreaterThan(2000);
    expect(simulator.world.heldBytes.uploaded - before).toBeLessThan(3000);
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'k' }));
    expect(simulator.world.heldBytes.uploaded).toBe(before);
  });

  test('is refused by name when the memory for uploads is full', async () => {
    const { put, simulator } = await withStore();
    simulator.world.heldBytes.uploaded = simulator.world.heldBytes.limit;
    expect(await failure(put('k', 'x'))).toMatch(/^NotSimulated 501: The simulator holds/);
    expect(await failure(put('empty', ''))).toMatch(/^NotSimulated 501: The simulator holds/);
  });
});

describe('a range', () => {
  test.each([
    ['bytes=0-3', '0123', 'bytes 0-3/10'],
    ['bytes=4-', '456789', 'bytes 4-9/10'],
    ['bytes=-3', '789', 'bytes 7-9/10'],
    ['bytes=-30', '0123456789', 'bytes 0-9/10'],
    ['bytes=8-100', '89', 'bytes 8-9/10'],
  ])('%s is answered with 206', async (Range, body, ContentRange) => {
    const { s3, put } = await withStore();
    await put('k', '0123456789');
    const { Body, $metadata, ...got } = await s3.send(new GetObjectCommand({ Bucket, Key: 'k', Range }));
    expect(await Body?.transformToString()).toBe(body);
    expect($metadata.httpStatusCode).toBe(206);
    expect(got).toMatchObject({ ContentRange, ContentLength: body.length });
    expect(got.ChecksumCRC32).toBeUndefined();
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'k', Range }));
    expect(head).toMatchObject({ $metadata: { httpStatusCode: 206 }, ContentRange, ContentLength: body.length });
  });

  test.each(['bytes=3-2', 'bytes=', 'bytes=a-b', 'lines=0-1', 'bytes=0-1,3-4'])('%s is ignored', async (Range) => {
    const { put, text } = await withStore();
    await put('k', '0123456789');
    expect(await text('k', { Range })).toBe('0123456789');
  });

  test.each(['bytes=10-', 'bytes=10-12', 'bytes=-0'])('%s of ten bytes is refused', async (Range) => {
    const { put, text } = await withStore();
    await put('k', '0123456789');
    expect(await failure(text('k', { Range }))).toBe('InvalidRange 416: The requested range is not satisfiable');
  });

  test('of an empty object is refused', async () => {
    const { put, text } = await withStore();
    await put('k', '');
    expect(await failure(text('k', { Range: 'bytes=0-0' }))).toMatch(/^InvalidRange 416/);
  });
});

describe('a condition', () => {
  const earlier = new Date('2026-01-15T11:59:59Z');
  const same = new Date('2026-01-15T12:00:00Z');
  const etag = `"${md5('k')}"`;

  test.each([
    ['IfMatch of the ETag', { IfMatch: etag }, 200],
    ['IfMatch of any', { IfMatch: '*' }, 200],
    ['IfMatch of a list', { IfMatch: `"x", ${etag}` }, 200],
    ['IfMatch of another', { IfMatch: '"x"' }, 412],
    ['IfNoneMatch of the ETag', { IfNoneMatch: etag }, 304],
    ['IfNoneMatch of another', { IfNoneMatch: '"x"' }, 200],
    ['IfModifiedSince before', { IfModifiedSince: earlier }, 200],
    ['IfModifiedSince the same second', { IfModifiedSince: same }, 304],
    ['IfUnmodifiedSince before', { IfUnmodifiedSince: earlier }, 412],
    ['IfUnmodifiedSince the same second', { IfUnmodifiedSince: same }, 200],
    ['IfMatch wins over IfUnmodifiedSince', { IfMatch: etag, IfUnmodifiedSince: earlier }, 200],
    ['IfNoneMatch wins over IfModifiedSince', { IfNoneMatch: '"x"', IfModifiedSince: same }, 200],
  ])('%s', async (_, conditions, status) => {
    const { s3, put } = await withStore();
    await put('k');
    const head = new HeadObjectCommand({ Bucket, Key: 'k', ...conditions });
    const sent = s3.send(new GetObjectCommand({ Bucket, Key: 'k', ...conditions }));
    if (status === 200) {
      expect((await sent).$metadata.httpStatusCode).toBe(200);
      expect((await s3.send(head)).$metadata.httpStatusCode).toBe(200);
    } else {
      expect((await errorOf(sent)).$metadata?.httpStatusCode).toBe(status);
      expect((await errorOf(s3.send(head))).$metadata?.httpStatusCode).toBe(status);
    }
  });

  test('of a write holds for the current object', async () => {
    const { put } = await withStore();
    expect(await failure(put('k', 'x', { IfMatch: '"x"' }))).toMatch(/^NoSuchKey 404/);
    await put('k', 'k', { IfNoneMatch: '*' });
    expect(await failure(put('k', 'x', { IfNoneMatch: '*' }))).toMatch(/^PreconditionFailed 412/);
    expect(await failure(put('k', 'x', { IfMatch: '"x"' }))).toMatch(/^PreconditionFailed 412/);
    await put('k', 'x', { IfMatch: etag });
  });
});

describe('a checksum', () => {
  test.each(['CRC32', 'CRC32C', 'SHA1', 'SHA256', 'CRC64NVME'] as const)(
    '%s is verified and returned',
    async (algorithm) => {
      const { s3, put } = await withStore();
      const member = `Checksum${algorithm}`;
      // The SDK computes it, and compares it again when the object is read.
      const saved = await put('k', '123456789', { ChecksumAlgorithm: algorithm });
      const known: Record<string, string> = {
        CRC32: 'y/Q5Jg==',
        CRC32C: '4waSgw==',
        SHA1: '98O8HYCOBHMq32eZZczDTKeuNEE=',
        SHA256: 'FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU=',
        CRC64NVME: 'rosUhgp5mIg=',
      };
      expect(saved).toMatchObject({ [member]: known[algorithm], ChecksumType: 'FULL_OBJECT' });
      const got = await s3.send(new GetObjectCommand({ Bucket, Key: 'k', ChecksumMode: 'ENABLED' }));
      expect(await got.Body?.transformToString()).toBe('123456789');
      expect(got).toMatchObject({ [member]: known[algorithm] });
      const wrong = Buffer.alloc(Buffer.from(known[algorithm] ?? '', 'base64').length).toString('base64');
      expect(await failure(put('k', 'other', { [member]: wrong }))).toBe(
        `BadDigest 400: The ${algorithm} you specified did not match the calculated checksum.`,
      );
      expect(await failure(put('k', 'other', { [member]: 'AAAA' }))).toMatch(/^InvalidRequest 400: Value for/);
    },
  );

  test('is CRC64NVME if the request has none, and is returned on request only', async () => {
    const { simulator, s3 } = await withStore();
    const plain = s3ClientOf(simulator.url, {
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    });
    const saved = await plain.send(new PutObjectCommand({ Bucket, Key: 'k', Body: '123456789' }));
    expect(saved).toMatchObject({ ChecksumCRC64NVME: 'rosUhgp5mIg=' });
    expect((await plain.send(new HeadObjectCommand({ Bucket, Key: 'k' }))).ChecksumCRC64NVME).toBeUndefined();
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'k', ChecksumMode: 'ENABLED' }));
    expect(head).toMatchObject({ ChecksumCRC64NVME: 'rosUhgp5mIg=', ChecksumType: 'FULL_OBJECT' });
  });

  test('of an algorithm that is not computed is stored as given', async () => {
    const { s3, put } = await withStore();
    await put('k', 'x', { ChecksumXXHASH64: 'AAAAAAAAAAA=' });
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'k', ChecksumMode: 'ENABLED' }));
    expect(head.ChecksumXXHASH64).toBe('AAAAAAAAAAA=');
  });

  test('behind a stream of unknown content is verified', async () => {
    const { s3, text } = await withStore();
    const Body = Readable.from([Buffer.from('12345'), Buffer.from('6789')]);
    const sent = { Bucket, Key: 'k', Body, ContentLength: 9, ContentEncoding: 'gzip' };
    expect(await s3.send(new PutObjectCommand(sent))).toMatchObject({ ChecksumCRC32: 'y/Q5Jg==' });
    expect(await text('k')).toBe('123456789');
    expect((await s3.send(new HeadObjectCommand({ Bucket, Key: 'k' }))).ContentEncoding).toBe('gzip');
  });

  test('of Content-MD5 is verified', async () => {
    const { put } = await withStore();
    await put('k', 'x', { ContentMD5: createHash('md5').update('x').digest('base64') });
    const other = createHash('md5').update('y').digest('base64');
    expect(await failure(put('k', 'x', { ContentMD5: other }))).toMatch(/^BadDigest 400/);
    expect(await failure(put('k', 'x', { ContentMD5: 'x' }))).toMatch(/^InvalidDigest 400/);
  });
});

test('limits of keys, metadata, tags and storage classes are those of S3', async () => {
  const { put } = await withStore();
  await put('é'.repeat(512));
  expect(await failure(put('é'.repeat(513)))).toBe('KeyTooLongError 400: Your key is too long');
  expect(await failure(put('k', '', { Metadata: { a: 'x'.repeat(2048) } }))).toMatch(/^MetadataTooLarge 400/);
  expect(await failure(put('k', '', { StorageClass: 'COLD' as never }))).toMatch(/^InvalidStorageClass 400/);
  const tags = (count: number) => Array.from({ length: count }, (_, at) => `k${at}=v`).join('&');
  await put('k', '', { Tagging: tags(10) });
  expect(await failure(put('k', '', { Tagging: tags(11) }))).toMatch(/^BadRequest 400/);
  expect(await failure(put('k', '', { Tagging: 'a=1&a=2' }))).toMatch(/^InvalidTag 400/);
});

test('DeleteObjects reports each object, and only errors if asked', async () => {
  const { s3, put } = await withStore();
  for (const key of ['a', 'b<&', 'c']) await put(key);
  const remove = (Quiet: boolean, ...keys: string[]) =>
    s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: keys.map((Key) => ({ Key })), Quiet } }));
  expect(await remove(false, 'a', 'b<&', 'none')).toMatchObject({
    Deleted: [{ Key: 'a' }, { Key: 'b<&' }, { Key: 'none' }],
  });
  expect((await remove(true, 'c')).Deleted).toBeUndefined();
  const wrong = new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'a', VersionId: 'no' }] } });
  expect((await s3.send(wrong)).Errors).toMatchObject([{ Key: 'a', VersionId: 'no', Code: 'InvalidArgument' }]);
  expect(await failure(remove(false, ...Array(1001).fill('a')))).toMatch(/^MalformedXML 400/);
});
