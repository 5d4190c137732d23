// S3 on the wire: addresses, error documents, framing of bodies, and the operations that it does not have.
import { createHash } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import * as sdk from '@aws-sdk/client-s3';
import { NormalizedSchema } from '@smithy/core/schema';
import { describe, expect, test } from 'vitest';
import type { Emission } from '../../../src/simulator/emission/createEmission.ts';
import type { Operation } from '../../../src/simulator/http/operation.ts';
import { s3 as s3Service } from '../../../src/simulator/s3/index.ts';
import { errorOf, failure, start } from '../support.ts';
import { withStore } from './s3Support.ts';

const signed =
  'AWS4-HMAC-SHA256 Credential=111122223333/20260115/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0';

const silent: Emission = {
  settle: () => undefined,
  publish: () => undefined,
  deliver: () => undefined,
  follow: () => () => undefined,
  followAlways: () => undefined,
  close: () => undefined,
};

interface Sent {
  method?: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

/** Sends the path and the headers as they are, as fetch would not. */
const send = (url: string, path: string, { method = 'GET', headers = {}, body = '' }: Sent = {}) =>
  new Promise<{ status: number; headers: Record<string, unknown>; text: string }>((resolve, reject) => {
    const request = httpRequest(url, { path, method, headers: { authorization: signed, ...headers } }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (piece: string) => {
        text += piece;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
    });
    request.on('error', reject);
    request.end(body);
  });

describe('an address', () => {
  test('has the bucket in the path or in front of the host', async () => {
    const { simulator, put } = await withStore();
    await put('a/b', 'here');
    const { url } = simulator;
    const { port } = new URL(url);
    const at = async (path: string, host: string) => (await send(url, path, { headers: { host } })).text;
    expect(await at('/store/a/b', `127.0.0.1:${port}`)).toBe('here');
    expect(await at('/store/a/b', `localhost:${port}`)).toBe('here');
    expect(await at('/store/a%2Fb', 'localhost')).toBe('here');
    expect(await at('/a/b', `store.localhost:${port}`)).toBe('here');
    expect(await at('/?list-type=2', 'store.localhost')).toContain('<Key>a/b</Key>');
    expect(await at('/store/', 'localhost')).toContain('<Key>a/b</Key>');
    expect(await at('/store', 'localhost')).toContain(
      '<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">',
    );
    expect(await at('/', 'localhost')).toContain('<ListAllMyBucketsResult');
  });

  test('has the bucket in front of an allowed host too', async () => {
    const { simulator } = await start({ allowedHosts: ['.s3.test'] });
    const headers = { host: 'my.bucket.s3.test' };
    expect((await send(simulator.url, '/', { method: 'PUT', headers })).status).toBe(200);
    expect((await send(simulator.url, '/', { headers })).text).toContain('<Name>my.bucket</Name>');
    const foreign = await send(simulator.url, '/', { headers: { host: 'my.bucket.other.test' } });
    expect(foreign.status).toBe(403);
    expect(foreign.text).toContain('ForeignRequest');
  });

  test('can be presigned or unsigned', async () => {
    const { simulator, put } = await withStore();
    await put('k', 'here');
    const unsigned = { headers: { authorization: '' } };
    const query = new URLSearchParams({ 'X-Amz-Credential': '444455556666/20260115/us-east-1/s3/aws4_request' });
    expect((await send(simulator.url, '/store/k', unsigned)).text).toBe('here');
    expect((await send(simulator.url, `/store/k?${query}`, unsigned)).text).toContain('<Code>AccessDenied</Code>');
  });

  test('of Glacier and S3 Control is not taken for a bucket', async () => {
    const { simulator } = await start();
    const unsigned = { headers: { authorization: '', 'x-amz-glacier-version': '2012-06-01' } };
    expect((await send(simulator.url, '/111122223333/vaults', unsigned)).text).toContain('VaultList');
    const control = { headers: { 'x-amz-account-id': '111122223333' } };
    expect((await send(simulator.url, '/v20180820/jobs', control)).text).toContain('<ListJobsResult');
  });
});

describe('an error', () => {
  test('is a document of S3', async () => {
    const { simulator } = await withStore();
    const { status, headers, text } = await send(simulator.url, '/store/a%3Cb');
    expect(status).toBe(404);
    expect(headers).toMatchObject({ 'content-type': 'application/xml', 'x-amz-request-id': expect.any(String) });
    expect(text).toBe(
      `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message>` +
        `<Key>a&#60;b</Key><Resource>/store/a&#60;b</Resource><RequestId>${headers['x-amz-request-id']}</RequestId>` +
        `<HostId>${headers['x-amz-id-2']}</HostId></Error>`,
    );
  });

  test('to a HEAD request has no body', async () => {
    const { simulator } = await withStore();
    const { status, headers, text } = await send(simulator.url, '/store/none', { method: 'HEAD' });
    expect([status, headers['content-length'], text]).toEqual([404, '0', '']);
  });

  test('comes as a fault on request', async () => {
    const { simulator, put, text } = await withStore();
    await put('k');
    simulator.faults.set([
      { operation: 's3.GetObject', call: 1, kind: 'throttle' },
      { operation: 's3.GetObject', call: 2, kind: '5xx' },
      { operation: 's3.GetObject', call: 3, kind: 'error', code: 'AccessDenied' },
    ]);
    expect(await failure(text('k'))).toMatch(/^SlowDown 503/);
    expect(await failure(text('k'))).toMatch(/^InternalError 500/);
    expect(await failure(text('k'))).toMatch(/^AccessDenied 403/);
    expect(await text('k')).toBe('k');
    expect(simulator.calls.counts).toEqual({ 's3.CreateBucket': 1, 's3.PutObject': 1, 's3.GetObject': 4 });
  });

  test('of a body that does not match its hash is refused', async () => {
    const { simulator } = await withStore();
    const put = (hash: string) =>
      send(simulator.url, '/store/k', { method: 'PUT', body: 'x', headers: { 'x-amz-content-sha256': hash } });
    const hash = createHash('sha256').update('x').digest('hex');
    expect((await put(hash)).status).toBe(200);
    expect((await put('UNSIGNED-PAYLOAD')).status).toBe(200);
    const wrong = await put(createHash('sha256').update('y').digest('hex'));
    expect([wrong.status, wrong.text]).toEqual([
      400,
      expect.stringContaining('<Code>XAmzContentSHA256Mismatch</Code>'),
    ]);
  });
});

describe('a body in chunks', () => {
  const chunked = (body: string, headers: Record<string, string> = {}): Sent => ({
    method: 'PUT',
    body,
    headers: {
      'content-encoding': 'aws-chunked',
      'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
      'x-amz-decoded-content-length': '11',
      ...headers,
    },
  });

  test.each([
    ['with a checksum behind it', '5\r\nhello\r\n6\r\n world\r\n0\r\nx-amz-checksum-crc32:DUoRhQ==\r\n\r\n'],
    ['with signatures', 'B;chunk-signature=00\r\nhello world\r\n0;chunk-signature=00\r\n\r\n'],
    ['with line feeds behind it', 'b\r\nhello world\r\n0\r\nx-amz-checksum-crc32:DUoRhQ==\n\r\n\r\n'],
    // A pattern with spaces at the end would take minutes.
    ['with a million spaces behind it', `b\r\nhello world\r\n0\r\na:b${' '.repeat(1_000_000)}b\r\n\r\n`],
  ])('%s is put together', async (_, body) => {
    const { simulator, text } = await withStore();
    const { status, headers } = await send(simulator.url, '/store/k', chunked(body));
    expect([status, headers['etag']]).toEqual([200, '"5eb63bbbe01eeed093cb22bb8f5acdc3"']);
    expect(await text('k')).toBe('hello world');
    const head = await send(simulator.url, '/store/k', { method: 'HEAD' });
    expect(head.headers['content-encoding']).toBeUndefined();
  });

  test.each([
    ['no size', 'hello'],
    ['a size that is none', 'z\r\nhello world\r\n0\r\n\r\n'],
    ['a chunk that is longer than its size', '5\r\nhello world\r\n0\r\n\r\n'],
    ['a chunk that is cut', 'b\r\nhello'],
    ['no end', 'b\r\nhello world\r\n'],
    ['another length than announced', '5\r\nhello\r\n0\r\n\r\n'],
  ])('with %s is refused', async (_, body) => {
    const { simulator } = await withStore();
    const { status, text } = await send(simulator.url, '/store/k', chunked(body));
    expect([status, text]).toEqual([400, expect.stringContaining('<Code>IncompleteBody</Code>')]);
  });

  test('with a wrong checksum behind it is refused', async () => {
    const { simulator } = await withStore();
    const body = 'b\r\nhello world\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n';
    expect((await send(simulator.url, '/store/k', chunked(body))).text).toContain('<Code>BadDigest</Code>');
  });
});

describe('the operations', () => {
  const schemas = Object.values<unknown>(sdk).filter(
    (value): value is readonly [9, string, string, unknown, never] => Array.isArray(value) && value[0] === 9,
  );
  const known = s3Service([], silent).operations.map(({ shape }) => shape.name);

  test('of the client are all known', () => {
    expect([...known].sort()).toEqual(schemas.map(([, , name]) => name).sort());
  });

  test('that are not simulated are refused by name', async () => {
    const { simulator, s3, put } = await withStore();
    await put('k');
    simulator.calls.reset();
    let refused = 0;
    for (const [, , name, , input] of schemas) {
      const operation = s3Service([], silent).operations.find(({ shape }) => shape.name === name);
      // Their hosts have another form.
      if (['CreateSession', 'ListDirectoryBuckets', 'WriteGetObjectResponse'].includes(name)) continue;
      if (!operation || !(await isRefused(operation))) continue;
      refused += 1;
      const Command = (sdk as unknown as Record<string, new (input: object) => never>)[`${name}Command`];
      if (!Command) throw new Error(`no command for ${name}`);
      const error = await errorOf(s3.send(new Command(minimalInput(NormalizedSchema.of(input)))));
      expect([name, error.name, error.message]).toEqual([name, 'NotSimulated', `The simulator has no ${name}`]);
    }
    expect(refused).toBeGreaterThan(60);
    expect(simulator.calls.total).toBe(refused);
  });

  const isRefused = async ({ run }: Operation): Promise<boolean> => {
    try {
      await run({}, undefined as never);
      return false;
    } catch (error) {
      return error instanceof Error && error.message.startsWith('The simulator has no ');
    }
  };

  /** The members that the address of a request has. */
  function minimalInput(schema: NormalizedSchema): Record<string, unknown> {
    const input: Record<string, unknown> = { Bucket: 'store', Key: 'k' };
    for (const [name, member] of schema.structIterator()) {
      const { httpQuery, httpHeader } = member.getMergedTraits();
      if (httpQuery && ['id', 'annotationName', 'uploadId'].includes(httpQuery)) input[name] = 'x';
      if (httpQuery === 'partNumber') input[name] = 1;
      if (httpHeader === 'x-amz-object-attributes') input[name] = ['ETag'];
      if (httpHeader && ['x-amz-rename-source', 'x-amz-copy-source'].includes(httpHeader)) input[name] = '/store/k';
    }
    return input;
  }
});

test('a bucket outside us-east-1 needs its location', async () => {
  const { simulator } = await start();
  // The SDK adds it.
  const authorization = signed.replace('us-east-1', 'us-west-2');
  const { status, text } = await send(simulator.url, '/none', { method: 'PUT', headers: { authorization } });
  expect([status, text]).toEqual([400, expect.stringContaining('The unspecified location constraint is incompatible')]);
});
