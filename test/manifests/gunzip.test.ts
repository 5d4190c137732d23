import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ServiceUnavailableError } from '../../src/core/errors.ts';
import { gunzip } from '../../src/manifests/gunzip.ts';

async function* chunksOf(bytes: Buffer, size = 1_000): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function collect(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}

describe('the bytes of a gzip file', () => {
  test('are those that were packed, in chunks of any size', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 5_000 }), fc.integer({ min: 1, max: 500 }), async (bytes, size) => {
        const packed = gzipSync(Buffer.from(bytes));
        expect((await collect(gunzip(chunksOf(packed, size)))).equals(Buffer.from(bytes))).toBe(true);
      }),
    );
  });

  test('of a file of several members are joined, as S3 writes them', async () => {
    const packed = Buffer.concat([gzipSync('one\n'), gzipSync('two\n')]);
    expect((await collect(gunzip(chunksOf(packed)))).toString()).toBe('one\ntwo\n');
  });

  test('of a file that is cut are an error, unless the reader knows that it is cut', async () => {
    const packed = gzipSync('row\n'.repeat(10_000));
    const cut = packed.subarray(0, packed.length / 2);
    await expect(collect(gunzip(chunksOf(cut)))).rejects.toMatchObject({ code: 'OUTPUT_UNREADABLE' });
    expect((await collect(gunzip(chunksOf(cut), { isCut: true }))).toString()).toMatch(/^row\n/);
  });

  test('of any other file are an error', async () => {
    await expect(collect(gunzip(chunksOf(Buffer.from('photos,a.jpg\n'))))).rejects.toMatchObject({
      code: 'OUTPUT_UNREADABLE',
    });
  });

  test('that AWS fails to send are its error', async () => {
    async function* failing(): AsyncGenerator<Buffer> {
      yield gzipSync('row\n').subarray(0, 5);
      throw new ServiceUnavailableError('AWS broke the connection.');
    }
    await expect(collect(gunzip(failing()))).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  });

  test('are unpacked as far as the reader takes them: a small file can unpack to gigabytes', async () => {
    const member = gzipSync(Buffer.alloc(1024 ** 2));
    const bomb = Buffer.concat(Array.from({ length: 3_000 }, () => member));
    let taken = 0;
    let isClosed = false;
    async function* packed(): AsyncGenerator<Buffer> {
      try {
        for (let at = 0; at < bomb.length; at += 65_536) {
          taken += 1;
          yield bomb.subarray(at, at + 65_536);
        }
      } finally {
        isClosed = true;
      }
    }
    let unpacked = 0;
    for await (const chunk of gunzip(packed())) {
      unpacked += chunk.length;
      if (unpacked > 1024 ** 2) break;
    }
    expect(unpacked).toBeLessThan(2 * 1024 ** 2);
    expect(taken).toBeLessThan(10);
    await new Promise(setImmediate);
    expect(isClosed).toBe(true);
  });
});
