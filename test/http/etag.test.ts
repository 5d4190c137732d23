// Clients that poll by GET: an unchanged answer is not sent again, and a changed answer never counts as unchanged.

import fc from 'fast-check';
import type { ExecutionResult } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { etagOf, matchesEtag } from '../../src/http/etag.ts';
import { renderResult } from '../../src/http/operations/renderResult.ts';
import { vaultAddressText, vaultRefText } from '../support/references.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';
import { json, send } from './send.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway[Symbol.asyncDispose]());

const get = (query: string, headers: Record<string, string> = {}, method = 'GET', on = gateway) =>
  send(on.url, { method, path: `/graphql?query=${encodeURIComponent(query)}`, headers });

const vaults = '{ vaults(first: 2) { nodes { name } } }';

const tagOf = async (query: string) => {
  const { headers } = await get(query);
  expect(headers.etag).toMatch(/^W\/"[\w-]{43}"$/);
  return String(headers.etag);
};

describe('a GET query', () => {
  test('has a weak tag; its own client may cache it, and revalidates before each use', async () => {
    const { status, headers } = await get(vaults);
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      etag: expect.stringMatching(/^W\//),
      'cache-control': 'private, no-cache',
      vary: 'accept, accept-encoding, authorization, origin, x-api-key',
      'x-content-type-options': 'nosniff',
    });
  });

  test('keeps its tag while its data are the same, however many AWS calls they cost', async () => {
    const { vault } = await gateway.data(
      '{ vault(name: "media-masters") { jobs(first: 1, completed: true) { nodes { ... on Node { id } } } } }',
    );
    await using other = await startGateway();
    const query = `{ node(id: "${vault.jobs.nodes[0].id}") { id } }`;
    const [first, second] = [await get(query, {}, 'GET', other), await get(query, {}, 'GET', other)];
    expect(first.json().extensions.aws.calls).toBe(1);
    expect(second.json().extensions.aws.calls).toBe(0);
    expect(second.headers.etag).toBe(first.headers.etag);
    expect(await tagOf(vaults)).not.toBe(first.headers.etag);
  });

  test.each([
    ['as it was given', (tag: string) => tag],
    ['made strong on the way', (tag: string) => tag.replace(/^W\//, '')],
    ['among others', (tag: string) => `"a", W/"b,c" , ${tag},"d"`],
    ['as whatever there is', () => '*'],
  ])('that names its tag %s is answered with 304 and nothing else', async (_, named) => {
    const etag = await tagOf(vaults);
    const received = await get(vaults, { 'if-none-match': named(etag) });
    expect(received.status).toBe(304);
    expect(received.text).toBe('');
    expect(received.headers).toMatchObject({
      etag,
      'cache-control': 'private, no-cache',
      vary: 'accept, accept-encoding, authorization, origin, x-api-key',
    });
    expect(received.headers['content-type']).toBeUndefined();
    expect(received.headers['content-length']).toBeUndefined();
  });

  test.each(['"another"', 'W/"another"', 'nonsense', '"', ''])('that names %s is answered in full', async (tag) => {
    const received = await get(vaults, { 'if-none-match': tag });
    expect(received.status).toBe(200);
    expect(received.json().data.vaults.nodes).toHaveLength(2);
  });

  test('answered in the GraphQL media type also has a tag', async () => {
    const { headers } = await get(vaults, { accept: 'application/graphql-response+json' });
    expect(headers.etag).toBe(await tagOf(vaults));
  });

  test('whose data have changed is answered in full, with a new tag', async () => {
    await using other = await startGateway();
    const query =
      '{ vault(name: "media-masters") { jobs(first: 50, statusCode: IN_PROGRESS) { nodes { ... on VaultJob { jobId } } } } }';
    const before = String((await get(query, {}, 'GET', other)).headers.etag);
    expect((await get(query, { 'if-none-match': before }, 'GET', other)).status).toBe(304);
    other.clock.advance(13 * 3600_000);
    const after = await get(query, { 'if-none-match': before }, 'GET', other);
    expect(after.status).toBe(200);
    expect(after.headers.etag).not.toBe(before);
  });

  test('keeps its connection open, also after a 304', async () => {
    const etag = await tagOf(vaults);
    const url = `${gateway.url}?query=${encodeURIComponent(vaults)}`;
    for (const status of [304, 200, 304]) {
      const received = await fetch(url, { headers: status === 304 ? { 'if-none-match': etag } : {} });
      expect([received.status, (await received.text()).length > 0]).toEqual([status, status === 200]);
    }
  });
});

describe('HEAD', () => {
  test('returns the headers of GET without a body', async () => {
    const [head, got] = [await get(vaults, {}, 'HEAD'), await get(vaults)];
    expect(head.status).toBe(200);
    expect(head.text).toBe('');
    for (const name of ['etag', 'cache-control', 'vary', 'content-type', 'content-length']) {
      expect(head.headers[name]).toBe(got.headers[name]);
    }
    expect((await get(vaults, { 'if-none-match': String(got.headers.etag) }, 'HEAD')).status).toBe(304);
  });

  test('starts nothing', async () => {
    gateway.calls();
    const received = await get(
      `mutation { createVault(input: { ${vaultAddressText('unwanted')} }) { __typename } }`,
      {},
      'HEAD',
    );
    expect(received.status).toBe(405);
    expect(gateway.calls()).toEqual({});
  });

  test('of the page has the headers of the page', async () => {
    const received = await send(gateway.url, { method: 'HEAD', headers: { accept: 'text/html' } });
    expect(received.status).toBe(200);
    expect(received.headers['content-type']).toMatch(/^text\/html/);
  });
});

describe('no tag and no caching of', () => {
  const anything = { 'if-none-match': '*' };

  test('a POST', async () => {
    const received = await send(gateway.url, {
      body: JSON.stringify({ query: vaults }),
      headers: { ...json, ...anything },
    });
    expect(received.status).toBe(200);
    expect(received.headers.etag).toBeUndefined();
    expect(received.headers['cache-control']).toBe('no-store');
  });

  test.each([
    ['an error', 'application/json', '{ vault(name: "a/b") { name } }'],
    ['an error in its own media type', 'application/graphql-response+json', '{ vault(name: "a/b") { name } }'],
    [
      'data with an error beside them',
      'application/json',
      '{ __typename dataRetrievalPolicy(accountId: "777788889999") { rules { strategy } } }',
    ],
    ['a query that is none', 'application/json', '{ nothing }'],
    ['a document that is none', 'application/json', '{'],
    ['a mutation', 'application/json', `mutation { deleteVault(input: { ${vaultRefText('x')} }) { __typename } }`],
    ['an event stream', 'text/event-stream', vaults],
    ['an answer in parts', 'multipart/mixed', vaults],
  ])('%s', async (_, accept, query) => {
    const received = await get(query, { accept, ...anything });
    expect(received.status).not.toBe(304);
    expect(received.text).not.toBe('');
    expect(received.headers.etag).toBeUndefined();
    expect(received.headers['cache-control']).toBe('no-store');
  });
});

describe('a tag', () => {
  const answered = (result: ExecutionResult) => etagOf(renderResult(result, 'application/json').data ?? []);

  test('differs with the data, and with nothing else', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), (data, other, extensions) => {
        const tag = answered({ data: { data } });
        expect(answered({ data: { data }, extensions: { extensions } })).toBe(tag);
        expect(answered({ data: { data: other } }) === tag).toBe(JSON.stringify(data) === JSON.stringify(other));
      }),
    );
  });

  test('matches every list that contains it, and no other', () => {
    const tags = fc.stringMatching(/^(W\/)?"[\w,* /-]{0,10}"$/);
    fc.assert(
      fc.property(fc.array(tags), tags, fc.array(tags), (before, tag, after) => {
        expect(matchesEtag(tag, [...before, tag, ...after].join(', '))).toBe(true);
        const opaque = tag.replace(/^W\//, '');
        const held = before.some((other) => other.replace(/^W\//, '') === opaque);
        expect(matchesEtag(tag, before.join(', '))).toBe(held);
      }),
    );
  });
});
