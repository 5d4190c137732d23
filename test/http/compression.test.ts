// Compressed responses, the request rate in their headers, and which coding a client gets.
import { request } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contentEncoding } from '../../src/http/contentEncoding.ts';
import { parsePersistedDocuments } from '../../src/http/documents/parsePersistedDocuments.ts';
import { createTestAuthenticator, keyOf } from '../access/createTestAuthenticator.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';

let gateway: TestGateway;
const manifest = {
  format: 'apollo-persisted-query-manifest',
  version: 1,
  operations: [
    { id: 'all', name: 'All', type: 'query', body: 'query All { vaults(first: 100) { nodes { id name } } }' },
    { id: 'one', name: 'One', type: 'query', body: 'query One { vaults(first: 1) { nodes { name } } }' },
    { id: 'live', name: 'Live', type: 'subscription', body: 'subscription Live { jobFeed { __typename } }' },
  ],
};
const limits = { depth: 12, aliases: 0, tokens: 1_000 };

beforeAll(async () => {
  const parsed = await parsePersistedDocuments(JSON.stringify(manifest), limits);
  if ('faults' in parsed) throw new Error(String(parsed.faults));
  gateway = await startGateway({
    COMPRESSION: true,
    REQUESTS_PER_MINUTE: { authenticated: 100, anonymous: Number.POSITIVE_INFINITY },
    authenticator: createTestAuthenticator({ keys: { ann: { '*/*': ['read'], '*/*/*': ['read'] } } }),
    persistedDocuments: parsed.documents,
  });
});
afterAll(() => gateway?.[Symbol.asyncDispose]());

interface Sent {
  headers: Record<string, string | string[] | undefined>;
  status: number;
  body: Buffer;
}

/** As they are on the wire. */
const ask = (id: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Sent> =>
  new Promise((resolve, reject) => {
    const url = `${gateway.url}?documentId=${id}`;
    const sent = request(url, { method, headers: { authorization: `Bearer ${keyOf('ann')}`, ...headers } });
    sent.once('error', reject).once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('end', () =>
        resolve({ headers: response.headers, status: response.statusCode ?? 0, body: Buffer.concat(chunks) }),
      );
    });
    sent.end();
  });

const dataOf = (json: Buffer) => JSON.parse(json.toString()).data;

describe('a response above 1 KB', () => {
  test('is compressed as the client prefers, with the ETag that it has without', async () => {
    const plain = await ask('all');
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(plain.body.length).toBeGreaterThan(1_024);
    const unpack = { br: brotliDecompressSync, gzip: gunzipSync };
    for (const [accepted, coding] of [
      ['gzip, deflate, br', 'br'],
      ['gzip;q=1, br;q=0.5', 'gzip'],
      ['x-gzip', 'gzip'],
    ] as const) {
      const { headers, body } = await ask('all', { 'accept-encoding': accepted });
      expect(headers['content-encoding']).toBe(coding);
      expect(headers['content-length']).toBe(String(body.length));
      expect(body.length).toBeLessThan(plain.body.length / 2);
      expect(dataOf(unpack[coding](body))).toEqual(dataOf(plain.body));
      for (const name of ['etag', 'cache-control', 'vary', 'content-type'])
        expect(headers[name]).toBe(plain.headers[name]);
      expect(headers['vary']).toContain('accept-encoding');
      const again = await ask('all', { 'accept-encoding': accepted, 'if-none-match': String(headers['etag']) });
      expect(again).toMatchObject({ status: 304, body: Buffer.alloc(0) });
      expect(again.headers['content-encoding']).toBeUndefined();
    }
  });

  test('is sent as it is to a client that asks for nothing else, and to HEAD', async () => {
    for (const accepted of ['identity', 'br;q=0, gzip;q=0', 'deflate', '*;q=0', '']) {
      expect((await ask('all', { 'accept-encoding': accepted })).headers['content-encoding']).toBeUndefined();
    }
    expect((await ask('all', { 'accept-encoding': 'br' }, 'HEAD')).headers['content-encoding']).toBeUndefined();
  });

  test('is compressed while others are: beyond two at a time, they are sent as they are', async () => {
    const all = await Promise.all(Array.from({ length: 12 }, () => ask('all', { 'accept-encoding': 'br' })));
    const bodies = all.map(({ headers, body }) => (headers['content-encoding'] ? brotliDecompressSync(body) : body));
    expect(new Set(bodies.map((body) => JSON.stringify(dataOf(body)))).size).toBe(1);
    expect(all.some(({ headers }) => headers['content-encoding'] === 'br')).toBe(true);
  });
});

test('a short response and an event stream are never compressed', async () => {
  expect((await ask('one', { 'accept-encoding': 'br' })).headers['content-encoding']).toBeUndefined();
  const headers = { authorization: `Bearer ${keyOf('ann')}`, accept: 'text/event-stream', 'accept-encoding': 'br' };
  const ending = new AbortController();
  const stream = await fetch(`${gateway.url}?documentId=live`, { headers, signal: ending.signal });
  expect(stream.headers.get('content-type')).toContain('text/event-stream');
  expect(stream.headers.get('content-encoding')).toBeNull();
  ending.abort();
});

test('no coding is chosen that the client refuses, nor one that it likes less than none', () => {
  const coding = fc.constantFrom<string[]>('br', 'gzip', 'identity', '*', 'deflate', 'zstd');
  const quality = fc.integer({ min: 0, max: 1_000 }).map((parts) => parts / 1_000);
  fc.assert(
    fc.property(fc.uniqueArray(fc.tuple(coding, quality), { selector: ([name]) => name }), (elements) => {
      const chosen = contentEncoding(elements.map(([name, q]) => `${name};q=${q}`).join(', '));
      const asked = new Map(elements);
      const qualityOf = (name: string) => asked.get(name) ?? asked.get('*') ?? 0;
      const best = Math.max(qualityOf('br'), qualityOf('gzip'));
      if (chosen === null) expect(best === 0 || best < (asked.get('identity') ?? 0)).toBe(true);
      else expect(qualityOf(chosen)).toBe(best);
    }),
  );
  expect(contentEncoding(undefined)).toBeNull();
});

test('the headers say what is left of the request rate, also to a caller who is refused', async () => {
  const of = ({ headers }: Sent) =>
    /^"requests";r=(\d+);t=(\d+)$/.exec(String(headers['ratelimit']))?.slice(1).map(Number);
  const first = await ask('one');
  expect(first.headers['ratelimit-policy']).toBe('"requests";q=100;w=60');
  const [left = 0] = of(first) ?? [];
  expect(left).toBeGreaterThan(0);
  let last = first;
  for (let sent = 0; sent < 150 && last.status !== 429; sent += 1) last = await ask('one');
  expect(last.status).toBe(429);
  expect(of(last)).toEqual([0, 60]);
  expect(Number(last.headers['retry-after'])).toBeGreaterThan(0);
});

test.each([
  ['another version', { ...manifest, version: 2 }, 'version is invalid or missing. Allowed: 1.'],
  [
    'no operations',
    { ...manifest, operations: undefined },
    'operations is invalid or missing. Allowed: a list of operations, each with id and body.',
  ],
  [
    'an operation without body',
    { ...manifest, operations: [{ id: 'a' }] },
    'operations.0.body is invalid or missing. Allowed: a GraphQL document as a string.',
  ],
  [
    'one id with two documents',
    {
      ...manifest,
      operations: [
        { id: 'a', body: '{ __typename }' },
        { id: 'a', body: '{ id }' },
      ],
    },
    '"a" is listed with two documents.',
  ],
  [
    'an invalid document',
    { ...manifest, operations: [{ id: 'a', body: '{ unknown }' }] },
    '"a": Cannot query field "unknown" on type "Query".',
  ],
])('a manifest with %s is refused', async (_, given, fault) => {
  expect(await parsePersistedDocuments(JSON.stringify(given), limits)).toEqual({ faults: [fault] });
});
