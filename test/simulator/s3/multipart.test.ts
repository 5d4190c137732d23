// Uploads in parts, through the real SDK over HTTP.
import { createHash } from 'node:crypto';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { failure, MiB } from '../support.ts';
import { withStore } from './s3Support.ts';

const Bucket = 'store';
const Key = 'k';
const md5 = (bytes: Buffer) => createHash('md5').update(bytes).digest();
const big = Buffer.alloc(5 * MiB, 'big');
const small = Buffer.from('small');

/** The SDK sends the CRC32 of each part. */
async function withUpload(more: Partial<CreateMultipartUploadCommandInput> = {}) {
  const harness = await withStore();
  const { s3 } = harness;
  const { UploadId } = await s3.send(
    new CreateMultipartUploadCommand({ Bucket, Key, ChecksumAlgorithm: 'CRC32', ...more }),
  );
  const upload = { Bucket, Key, UploadId };
  return {
    ...harness,
    upload,
    part: async (PartNumber: number, Body: Buffer, checksum = {}) => {
      const {
        $metadata: _,
        ServerSideEncryption: __,
        ...saved
      } = await s3.send(new UploadPartCommand({ ...upload, PartNumber, Body, ...checksum }));
      return { PartNumber, ...saved };
    },
    complete: (Parts: object[], checks = {}) =>
      s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts }, ...checks })),
  };
}

describe('an upload in parts', () => {
  test('becomes an object of the listed parts', async () => {
    const { s3, part, complete, text, simulator } = await withUpload({
      ContentType: 'text/x',
      Metadata: { m: '1' },
      Tagging: 't=1',
    });
    const before = simulator.world.heldBytes.uploaded;
    await part(7, Buffer.from('replaced'));
    const parts = [await part(2, big), await part(7, small)];
    await part(3, Buffer.from('not listed'));
    const etag = `"${md5(Buffer.concat([md5(big), md5(small)])).toString('hex')}-2"`;
    expect(await complete(parts)).toMatchObject({
      Bucket,
      Key,
      ETag: etag,
      Location: 'https://store.s3.us-east-1.amazonaws.com/k',
    });
    expect(await text(Key, { Range: 'bytes=5242879-' })).toBe(`${big.subarray(-1)}small`);
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key, PartNumber: 2 }));
    expect(head).toMatchObject({
      ETag: etag,
      PartsCount: 2,
      ContentLength: 5,
      ContentType: 'text/x',
      Metadata: { m: '1' },
      TagCount: 1,
    });
    expect((await s3.send(new HeadObjectCommand({ Bucket, Key }))).PartsCount).toBeUndefined();
    expect(head.ContentRange).toBe(`bytes 5242880-5242884/5242885`);
    expect(await text(Key, { PartNumber: 2 })).toBe('small');
    expect(await failure(text(Key, { PartNumber: 3 }))).toMatch(/^InvalidPartNumber 416/);
    // Of the parts, those of the object remain in memory.
    expect(simulator.world.heldBytes.uploaded - before).toBeLessThan(big.length + 3000);
    expect(await failure(complete(parts))).toMatch(/^NoSuchUpload 404/);
  });

  test.each([
    ['CRC32', undefined, 'COMPOSITE'],
    ['SHA256', undefined, 'COMPOSITE'],
    ['CRC32C', 'FULL_OBJECT', 'FULL_OBJECT'],
    ['CRC64NVME', undefined, 'FULL_OBJECT'],
  ] as const)('has the checksum %s of the type %s', async (ChecksumAlgorithm, ChecksumType, type) => {
    const { s3, part, complete, text } = await withUpload({ ChecksumAlgorithm, ChecksumType });
    const parts = [await part(1, big, { ChecksumAlgorithm }), await part(2, small, { ChecksumAlgorithm })];
    const member = `Checksum${ChecksumAlgorithm}` as const;
    expect(parts[1]?.[member]).toEqual(expect.any(String));
    const done = await complete(parts);
    expect(done.ChecksumType).toBe(type);
    expect(done[member]).toMatch(type === 'COMPOSITE' ? /=-2$/ : /=$/);
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }));
    expect(head[member]).toBe(done[member]);
    // The SDK compares a checksum of the whole object.
    expect(await text(Key, { ChecksumMode: 'ENABLED' })).toHaveLength(big.length + small.length);
  });

  test('works with the defaults of the SDK, which names an algorithm for the parts only', async () => {
    const { s3, part, complete, text } = await withUpload({ ChecksumAlgorithm: undefined });
    const parts = [await part(1, big), await part(2, small)];
    expect(parts[1]).toMatchObject({ ChecksumCRC32: expect.any(String) });
    expect(await failure(part(2, small, { ChecksumCRC32: 'AAAAAA==' }))).toMatch(/^BadDigest 400/);
    await part(2, small);
    expect(await failure(complete([{ ...parts[0], ChecksumCRC32: 'AAAAAA==' }]))).toMatch(/^InvalidPart 400/);
    const bare = parts.map(({ PartNumber, ETag }) => ({ PartNumber, ETag }));
    const done = await complete(bare);
    expect(done).toMatchObject({ ChecksumType: 'FULL_OBJECT', ChecksumCRC64NVME: expect.any(String) });
    expect((await s3.send(new HeadObjectCommand({ Bucket, Key }))).ContentLength).toBe(big.length + small.length);
    expect(await text(Key, { Range: 'bytes=5242880-' })).toBe('small');
  });

  test('is refused with parts that are missing, changed, unordered or too small', async () => {
    const { part, complete } = await withUpload();
    const [one, two] = [await part(1, small), await part(2, small)];
    expect(await failure(complete([]))).toMatch(/^MalformedXML 400/);
    expect(await failure(complete([two, one]))).toMatch(/^InvalidPartOrder 400/);
    expect(await failure(complete([one, one]))).toMatch(/^InvalidPartOrder 400/);
    expect(await failure(complete([one, two]))).toMatch(/^EntityTooSmall 400/);
    expect(await failure(complete([{ ...one, ETag: '"x"' }]))).toMatch(/^InvalidPart 400/);
    expect(await failure(complete([{ ...one, PartNumber: 3 }]))).toMatch(/^InvalidPart 400/);
    expect(await failure(complete([one], { MpuObjectSize: 4 }))).toMatch(/^InvalidRequest 400/);
    expect(await failure(complete([one], { IfMatch: '"x"' }))).toMatch(/^NoSuchKey 404/);
    await complete([one], { MpuObjectSize: 5, IfNoneMatch: '*' });
  });

  test('is refused with part numbers and checksums that S3 does not take', async () => {
    const { part } = await withUpload({ ChecksumAlgorithm: 'SHA256' });
    for (const number of [0, 10_001]) expect(await failure(part(number, small))).toMatch(/^InvalidArgument 400/);
    expect(await failure(part(1, small, { ChecksumAlgorithm: 'CRC32' }))).toBe(
      'InvalidRequest 400: Checksum Type mismatch occurred, expected checksum Type: sha256, actual checksum Type: crc32',
    );
    const composite = await withUpload();
    const { ChecksumCRC32: _, ...bare } = await composite.part(1, small);
    expect(await failure(composite.complete([bare]))).toBe(
      'InvalidRequest 400: The upload was created using a crc32 checksum. The complete request must include the checksum for each part. It was missing for part 1 in the request.',
    );
    const { s3 } = await withStore();
    const create = (input: object) => s3.send(new CreateMultipartUploadCommand({ Bucket, Key, ...input }));
    expect(await failure(create({ ChecksumAlgorithm: 'SHA1', ChecksumType: 'FULL_OBJECT' }))).toMatch(
      /^InvalidRequest 400/,
    );
    expect(await failure(create({ ChecksumAlgorithm: 'CRC64NVME', ChecksumType: 'COMPOSITE' }))).toMatch(
      /^InvalidRequest/,
    );
  });

  test('counts the memory of its key, metadata and tags, and frees it', async () => {
    const { s3, simulator } = await withStore();
    const { heldBytes } = simulator.world;
    const before = heldBytes.uploaded;
    const upload = { Bucket, Key: 'k'.repeat(1000) };
    const more = { Metadata: { m: 'v'.repeat(1000) }, Tagging: `t=${'v'.repeat(250)}` };
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ ...upload, ...more }));
    expect(heldBytes.uploaded - before).toBeGreaterThan(2 * 1000 + 1000 + 250);
    await s3.send(new AbortMultipartUploadCommand({ ...upload, UploadId }));
    expect(heldBytes.uploaded).toBe(before);
  });

  test('frees its memory when it is aborted', async () => {
    const { s3, part, upload, simulator } = await withUpload();
    const before = simulator.world.heldBytes.uploaded;
    await part(1, big);
    expect(simulator.world.heldBytes.uploaded - before).toBeGreaterThan(big.length);
    expect((await s3.send(new AbortMultipartUploadCommand(upload))).$metadata.httpStatusCode).toBe(204);
    expect(simulator.world.heldBytes.uploaded).toBeLessThan(before);
    expect(await failure(s3.send(new AbortMultipartUploadCommand(upload)))).toMatch(/^NoSuchUpload 404/);
  });

  test('takes parts from objects', async () => {
    const { s3, put, part, complete, text, upload } = await withUpload();
    await put('source', '0123456789');
    const copy = async (CopySourceRange?: string) =>
      s3.send(new UploadPartCopyCommand({ ...upload, PartNumber: 2, CopySource: 'store/source', CopySourceRange }));
    expect(await failure(copy('bytes=5-10'))).toMatch(/^InvalidArgument 400: Range specified is not valid/);
    expect(await failure(copy('bytes=5-'))).toMatch(/^InvalidArgument 400/);
    const { CopyPartResult } = await copy('bytes=2-4');
    expect(CopyPartResult?.ETag).toBe(`"${md5(Buffer.from('234')).toString('hex')}"`);
    const { ETag, ChecksumCRC32 } = CopyPartResult ?? {};
    await complete([await part(1, big), { PartNumber: 2, ETag, ChecksumCRC32 }]);
    expect(await text(Key, { Range: 'bytes=-4' })).toBe(`${big.subarray(-1)}234`);
  });
});

test('ListParts has pages', async () => {
  const { s3, part, upload } = await withUpload();
  for (const number of [30, 4, 200]) await part(number, small);
  const list = async (MaxParts?: number, PartNumberMarker?: string) => {
    const page = await s3.send(new ListPartsCommand({ ...upload, MaxParts, PartNumberMarker }));
    return { ...page, numbers: page.Parts?.map(({ PartNumber }) => PartNumber) ?? [] };
  };
  expect(await list()).toMatchObject({ numbers: [4, 30, 200], IsTruncated: false, StorageClass: 'STANDARD' });
  expect(await list(2)).toMatchObject({ numbers: [4, 30], IsTruncated: true, NextPartNumberMarker: '30' });
  expect(await list(2, '30')).toMatchObject({ numbers: [200], IsTruncated: false });
  expect((await list()).Parts?.[0]).toMatchObject({ Size: 5, ETag: `"${md5(small).toString('hex')}"` });
});

test('ListMultipartUploads lists by key, then by age, with groups and pages', async () => {
  const { s3, clock } = await withStore();
  const ids: (string | undefined)[] = [];
  for (const key of ['b', 'a', 'b', 'dir/x', 'dir/y', 'c']) {
    ids.push((await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: key }))).UploadId);
    clock.advance(1000);
  }
  const list = async (input: object = {}) => {
    const page = await s3.send(new ListMultipartUploadsCommand({ Bucket, ...input }));
    const numbers = page.Uploads?.map(({ UploadId }) => ids.indexOf(UploadId)) ?? [];
    return { ...page, numbers, prefixes: page.CommonPrefixes?.map(({ Prefix }) => Prefix) ?? [] };
  };
  expect(await list()).toMatchObject({ numbers: [1, 0, 2, 5, 3, 4], IsTruncated: false });
  expect(await list({ Delimiter: '/' })).toMatchObject({ numbers: [1, 0, 2, 5], prefixes: ['dir/'] });
  expect(await list({ Prefix: 'dir/' })).toMatchObject({ numbers: [3, 4] });
  const first = await list({ MaxUploads: 2 });
  expect(first).toMatchObject({ numbers: [1, 0], NextKeyMarker: 'b', NextUploadIdMarker: ids[0] });
  const markers = { KeyMarker: first.NextKeyMarker, UploadIdMarker: first.NextUploadIdMarker };
  expect(await list({ MaxUploads: 2, ...markers })).toMatchObject({ numbers: [2, 5] });
  expect(await list({ KeyMarker: 'b' })).toMatchObject({ numbers: [5, 3, 4] });
});

test('ListMultipartUploads continues behind an upload that has ended since', async () => {
  const { s3, clock } = await withStore();
  for (const Key of ['a', 'b', 'b', 'b', 'c']) {
    await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    clock.advance(1000);
  }
  let markers: { KeyMarker?: string | undefined; UploadIdMarker?: string | undefined } = {};
  for (let more = true; more; ) {
    const page = await s3.send(new ListMultipartUploadsCommand({ Bucket, MaxUploads: 2, ...markers }));
    for (const { Key, UploadId } of page.Uploads ?? []) {
      await s3.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
    }
    more = page.IsTruncated ?? false;
    markers = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
  }
  expect((await s3.send(new ListMultipartUploadsCommand({ Bucket }))).Uploads).toBeUndefined();
});
