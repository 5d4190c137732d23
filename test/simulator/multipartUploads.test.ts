// Archives in parts, through the real SDK over HTTP.
import { createHash } from 'node:crypto';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  DeleteVaultCommand,
  GetJobOutputCommand,
  InitiateJobCommand,
  InitiateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  UploadMultipartPartCommand,
} from '@aws-sdk/client-glacier';
import { describe, expect, test } from 'vitest';
import { mebibytesOf, treeHash } from '../../src/simulator/world/treeHash.ts';
import { DAY, failure, HOUR, MiB, start } from './support.ts';

/** Bytes that differ in all mebibytes. */
const bytesOf = (size: number, first = 0) =>
  Buffer.alloc(
    size,
    Uint8Array.from({ length: 251 }, (_, index) => (first + index) % 251),
  );
const hashOf = (bytes: Buffer) => treeHash(mebibytesOf(bytes));
const zeros = '0'.repeat(64);
const vault = { accountId: '-', vaultName: 'v' };

async function withVaults() {
  const harness = await start();
  const { client, simulator, location } = harness;
  for (const name of ['v', 'w']) simulator.world.addVault(location, name);
  return {
    ...harness,
    held: () => simulator.world.heldBytes.uploaded,
    initiate: (partSize?: number | string, archiveDescription?: string) =>
      client.send(
        new InitiateMultipartUploadCommand({
          ...vault,
          ...(partSize === undefined ? {} : { partSize: String(partSize) }),
          ...(archiveDescription === undefined ? {} : { archiveDescription }),
        }),
      ),
    list: async (page: { marker?: string; limit?: number } = {}) =>
      client.send(new ListMultipartUploadsCommand({ ...vault, ...page })),
  };
}

async function withUpload(partSize = MiB, description?: string) {
  const harness = await withVaults();
  const { client, simulator } = harness;
  const { uploadId } = await harness.initiate(partSize, description);
  const upload = { ...vault, uploadId };
  return {
    ...harness,
    upload,
    put: (body: Buffer, first: number, more: { range?: string; checksum?: string } = {}) =>
      client.send(
        new UploadMultipartPartCommand({
          ...upload,
          body,
          range: `bytes ${first}-${first + body.length - 1}/*`,
          ...more,
        }),
      ),
    parts: (page: { marker?: string; limit?: number } = {}) =>
      client.send(new ListPartsCommand({ ...upload, ...page })),
    complete: (archive: Buffer | { archiveSize: string; checksum: string }) =>
      client.send(
        new CompleteMultipartUploadCommand({
          ...upload,
          ...(Buffer.isBuffer(archive) ? { archiveSize: String(archive.length), checksum: hashOf(archive) } : archive),
        }),
      ),
    abort: (vaultName = 'v') => client.send(new AbortMultipartUploadCommand({ ...upload, vaultName })),
    raw: (method: string, headers: Record<string, string>, body?: Buffer) =>
      fetch(`${simulator.url}/-/vaults/v/multipart-uploads/${uploadId}`, {
        method,
        headers: { 'x-amz-glacier-version': '2012-06-01', ...headers },
        ...(body ? { body: new Uint8Array(body) } : {}),
      }),
  };
}

const invalid = (message: string) => `InvalidParameterValueException 400: ${message}`;

describe('an upload in parts', () => {
  test('becomes an archive of the parts, in any order, with replacements', async () => {
    const { put, complete, parts, upload, client, clock, held, location } = await withUpload(2 * MiB, 'a "name"');
    const archive = bytesOf(5 * MiB + 7);
    const part = (number: number) => archive.subarray(number * 2 * MiB, (number + 1) * 2 * MiB);
    await put(part(2), 4 * MiB);
    await put(bytesOf(2 * MiB, 5), 0);
    await put(part(1), 2 * MiB);
    const { checksum, $metadata } = await put(part(0), 0);
    expect($metadata.httpStatusCode).toBe(204);
    expect(checksum).toBe(hashOf(part(0)));
    expect(await parts()).toMatchObject({
      MultipartUploadId: upload.uploadId,
      VaultARN: 'arn:aws:glacier:us-east-1:111122223333:vaults/v',
      ArchiveDescription: 'a "name"',
      PartSizeInBytes: 2 * MiB,
      CreationDate: '2026-01-15T12:00:00.000Z',
      Parts: [
        { RangeInBytes: '0-2097151', SHA256TreeHash: hashOf(part(0)) },
        { RangeInBytes: '2097152-4194303', SHA256TreeHash: hashOf(part(1)) },
        { RangeInBytes: '4194304-5242886', SHA256TreeHash: hashOf(part(2)) },
      ],
    });

    const { archiveId = '', location: path, ...completed } = await complete(archive);
    expect(completed).toMatchObject({ checksum: hashOf(archive), $metadata: { httpStatusCode: 201 } });
    expect(path).toBe(`/111122223333/vaults/v/archives/${archiveId}`);
    expect(location.vaults.get('v')?.archives.get(archiveId)).toMatchObject({ description: 'a "name"' });
    // The bytes of the archive, and the record of the upload.
    expect(held()).toBe(archive.length + 512 + 'a "name"'.length);

    // From within the first part to the end, and the first four mebibytes: two parts, and a node of the hash tree.
    for (const [first, last] of [
      [MiB, archive.length - 1],
      [0, 4 * MiB - 1],
    ] as const) {
      const range = `${first}-${last}`;
      const { jobId } = await client.send(
        new InitiateJobCommand({
          ...vault,
          jobParameters: { Type: 'archive-retrieval', ArchiveId: archiveId, RetrievalByteRange: range },
        }),
      );
      clock.advance(5 * HOUR);
      const output = await client.send(new GetJobOutputCommand({ ...vault, jobId }));
      const expected = archive.subarray(first, last + 1);
      expect(Buffer.from((await output.body?.transformToByteArray()) ?? []).equals(expected)).toBe(true);
      expect(output.checksum).toBe(first === 0 ? hashOf(expected) : undefined);
    }
  });

  test('is completed once, however often that is asked', async () => {
    const { put, complete, parts, list, abort, clock, upload } = await withUpload();
    const archive = bytesOf(10);
    await put(archive, 0);
    const { archiveId } = await complete(archive);
    expect((await complete(archive)).archiveId).toBe(archiveId);
    expect(await failure(complete(bytesOf(9)))).toBe(invalid('Invalid x-amz-archive-size: 9'));
    const gone = `ResourceNotFoundException 404: The multipart upload ID was not found: ${upload.uploadId}`;
    for (const request of [() => parts(), () => put(archive, 0), () => abort()]) {
      expect(await failure(request())).toBe(gone);
    }
    expect((await list()).UploadsList).toEqual([]);
    clock.advance(DAY);
    expect(await failure(complete(archive))).toBe(gone);
  });

  test('ends when it is aborted, and can be aborted again', async () => {
    const { put, complete, abort, parts, list, held, upload } = await withUpload();
    await put(bytesOf(10), 0);
    expect(await failure(abort('w'))).toMatch(/^ResourceNotFoundException 404/);
    for (const _ of [1, 2]) expect((await abort()).$metadata.httpStatusCode).toBe(204);
    expect(held()).toBe(512);
    const gone = `ResourceNotFoundException 404: The multipart upload ID was not found: ${upload.uploadId}`;
    for (const request of [() => parts(), () => put(bytesOf(10), 0), () => complete(bytesOf(10))]) {
      expect(await failure(request())).toBe(gone);
    }
    expect((await list()).UploadsList).toEqual([]);
  });

  test('is forgotten a day after it was last written to, and its memory with it', async () => {
    const { put, parts, initiate, list, clock, held } = await withUpload();
    const { uploadId: idle } = await initiate(MiB);
    clock.advance(DAY - 1);
    await put(bytesOf(10), 0);
    clock.advance(1);
    const { UploadsList = [] } = await list();
    expect(UploadsList).toHaveLength(1);
    expect(UploadsList[0]?.MultipartUploadId).not.toBe(idle);
    expect(held()).toBe(2 * 512 + 10);
    clock.advance(DAY - 2);
    expect((await parts()).Parts).toHaveLength(1);
    clock.advance(1);
    expect(await failure(parts())).toMatch(/^ResourceNotFoundException 404/);
    expect(held()).toBe(0);
  });

  test('is deleted with its vault', async () => {
    const { put, parts, client, simulator, location, held } = await withUpload();
    await put(bytesOf(10), 0);
    await client.send(new DeleteVaultCommand(vault));
    expect(held()).toBe(0);
    simulator.world.addVault(location, 'v');
    expect(await failure(parts())).toMatch(/^ResourceNotFoundException 404/);
  });

  test('shares the memory of all uploads', async () => {
    const { put, initiate, simulator, held } = await withUpload();
    const { heldBytes } = simulator.world;
    await put(bytesOf(1000), 0);
    heldBytes.uploaded = heldBytes.limit - 1000;
    const full = `NotSimulated 501: The simulator holds objects and archives in memory, ${heldBytes.limit} bytes in all: delete some of them`;
    expect(await failure(put(bytesOf(1000), MiB))).toBe(full);
    expect(held()).toBe(heldBytes.limit - 1000);
    expect(await failure(initiate(MiB, 'x'.repeat(1000)))).toBe(full);
  });
});

describe('InitiateMultipartUpload', () => {
  test('returns the id and its address', async () => {
    const { initiate } = await withVaults();
    const { uploadId, location, $metadata } = await initiate(4096 * MiB);
    expect($metadata.httpStatusCode).toBe(201);
    expect(uploadId).toMatch(/^[\w-]{92}$/);
    expect(location).toBe(`/111122223333/vaults/v/multipart-uploads/${uploadId}`);
  });

  test.each([undefined, 0, 1, MiB / 2, MiB + 1, 3 * MiB, 8192 * MiB, -MiB, '1e6', '0x100000', '1048576.0', ' '])(
    'refuses the part size %s',
    async (size) => {
      const { initiate } = await withVaults();
      expect(await failure(initiate(size))).toBe(
        invalid(
          `Invalid part size: ${size === ' ' ? '' : (size ?? null)}. Part size must not be null, must be a power of two and be between 1048576 and 4294967296 bytes.`,
        ),
      );
    },
  );

  test('refuses a description that is too long, and an unknown vault', async () => {
    const { initiate, client } = await withVaults();
    expect(await failure(initiate(MiB, 'x'.repeat(1025)))).toMatch(/^InvalidParameterValueException/);
    const unknown = new InitiateMultipartUploadCommand({ accountId: '-', vaultName: 'x', partSize: '1048576' });
    expect(await failure(client.send(unknown))).toBe(
      'ResourceNotFoundException 404: Vault not found for ARN: arn:aws:glacier:us-east-1:111122223333:vaults/x',
    );
  });
});

describe('UploadMultipartPart', () => {
  test.each([
    ['bytes 0-8/*', 'Content-Range: bytes 0-8/* is incompatible with Content-Length: 10'],
    ['bytes 0-1048576/*', 'Content-Range: bytes 0-1048576/* is incompatible with Content-Length: 10'],
    ['bytes 5-14/*', 'Content-Range: bytes 5-14/* does not align with the part size: 1048576'],
    ['bytes 10-9/*', 'Invalid Content-Range: bytes 10-9/*'],
    ['bytes=0-9/*', 'Invalid Content-Range: bytes=0-9/*'],
    ['bytes 0-9', 'Invalid Content-Range: bytes 0-9'],
    ['bytes 0-9/10', 'Invalid Content-Range: bytes 0-9/10'],
    ['bytes -9/*', 'Invalid Content-Range: bytes -9/*'],
    [
      'bytes 10485760000-10485760009/*',
      'This is part number 10001 for the current multipart upload. It exceeds the limit of 10000 parts.',
    ],
  ])('refuses the range %s of ten bytes', async (range, message) => {
    const { put, parts, held } = await withUpload();
    expect(await failure(put(bytesOf(10), 0, { range }))).toBe(invalid(message));
    expect((await parts()).Parts).toEqual([]);
    expect(held()).toBe(512);
  });

  test('takes a part of the part size and no larger one, up to number 10,000', async () => {
    const { put, parts } = await withUpload();
    await put(bytesOf(MiB), 9_999 * MiB);
    expect((await parts()).Parts).toMatchObject([{ RangeInBytes: '10484711424-10485759999' }]);
    expect(await failure(put(bytesOf(MiB + 1), 0))).toBe(
      invalid('Content-Range: bytes 0-1048576/* does not align with the part size: 1048576'),
    );
  });

  test('verifies both hashes, which are required, as is the range', async () => {
    const { put, raw, parts } = await withUpload();
    const body = bytesOf(10);
    expect(await failure(put(body, 0, { checksum: zeros }))).toBe(
      invalid(`Checksum mismatch: expected ${zeros}, computed ${hashOf(body)}`),
    );
    const headers = {
      'content-range': 'bytes 0-9/*',
      'x-amz-content-sha256': createHash('sha256').update(body).digest('hex'),
      'x-amz-sha256-tree-hash': hashOf(body),
    };
    for (const name of Object.keys(headers)) {
      const { [name as keyof typeof headers]: _, ...rest } = headers;
      expect(await (await raw('PUT', rest, body)).json(), name).toMatchObject({
        code: 'MissingParameterValueException',
      });
    }
    const wrong = await raw('PUT', { ...headers, 'x-amz-content-sha256': zeros }, body);
    expect(await wrong.json()).toMatchObject({ code: 'InvalidParameterValueException' });
    expect((await parts()).Parts).toEqual([]);
    expect((await raw('PUT', headers, body)).status).toBe(204);
  });
});

describe('CompleteMultipartUpload', () => {
  test('refuses missing parts, short parts before the last, and wrong sizes and hashes', async () => {
    const { put, complete, location, raw } = await withUpload();
    const archive = bytesOf(2 * MiB + 5);
    expect(await failure(complete(archive))).toBe(invalid('The multipart upload has no parts'));
    await put(archive.subarray(2 * MiB), 2 * MiB);
    expect(await failure(complete(archive))).toBe(invalid('Missing content range: bytes 0-2097151/*'));
    await put(archive.subarray(0, MiB), 0);
    await put(archive.subarray(MiB, MiB + 10), MiB);
    expect(await failure(complete(archive))).toBe(invalid('Missing content range: bytes 1048586-2097151/*'));
    await put(archive.subarray(MiB, 2 * MiB), MiB);
    const right = { archiveSize: String(archive.length), checksum: hashOf(archive) };
    expect(await failure(complete({ ...right, archiveSize: '5' }))).toBe(invalid('Invalid x-amz-archive-size: 5'));
    expect(await failure(complete({ ...right, checksum: zeros }))).toBe(
      invalid(`Invalid x-amz-sha256-tree-hash: ${zeros}`),
    );
    for (const headers of [{ 'x-amz-archive-size': '2097157' }, { 'x-amz-sha256-tree-hash': hashOf(archive) }]) {
      const response = await raw('POST', headers as Record<string, string>);
      expect(await response.json()).toMatchObject({ code: 'MissingParameterValueException' });
    }
    expect(location.vaults.get('v')?.archives.size).toBe(0);
    expect((await complete(right)).checksum).toBe(right.checksum);
  });
});

describe('lists of uploads and parts', () => {
  test('have pages of at most 50, which continue behind the marker', async () => {
    const { initiate, list, put, parts, clock } = await withUpload();
    for (let index = 0; index < 60; index += 1) {
      clock.advance(1);
      await initiate(MiB, `upload ${index}`);
      await put(bytesOf(1, index), index * MiB);
    }
    const first = await list({ limit: 1000 });
    expect(first.UploadsList).toHaveLength(50);
    expect(first.UploadsList?.[0]?.ArchiveDescription).toBeUndefined();
    const second = await list({ marker: first.Marker ?? '' });
    expect(second.UploadsList?.map(({ ArchiveDescription }) => ArchiveDescription)).toEqual(
      Array.from({ length: 11 }, (_, index) => `upload ${index + 49}`),
    );
    expect(second.Marker ?? null).toBeNull();

    const some = await parts({ limit: 7 });
    expect(some.Parts).toHaveLength(7);
    const rest = await parts({ marker: some.Marker ?? '', limit: 1000 });
    expect(rest.Parts).toHaveLength(50);
    expect(rest.Parts?.[0]?.RangeInBytes).toBe(`${7 * MiB}-${7 * MiB}`);
    const last = await parts({ marker: rest.Marker ?? '' });
    expect(last.Parts).toHaveLength(3);
    expect(last.Marker ?? null).toBeNull();
  });

  test('refuse markers that no page had, and limits below 1', async () => {
    const { list, parts } = await withUpload();
    for (const marker of ['x', 'cGFydCBhdCAwMQ', 'MTAwMQ']) {
      expect(await failure(list({ marker }))).toBe(invalid(`The marker is not valid: ${marker}`));
      expect(await failure(parts({ marker }))).toBe(invalid(`The marker is not valid: ${marker}`));
    }
    for (const page of [list, parts]) expect(await failure(page({ limit: 0 }))).toMatch(/^InvalidParameterValue/);
  });
});
