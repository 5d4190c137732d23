// Persisted documents only: listed documents work over every transport, and no other is executed over any.

import { createHash } from 'node:crypto';
import { createClient, type ExecutionResult } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { parsePersistedDocuments } from '../../src/http/documents/parsePersistedDocuments.ts';
import { createPersistedDocuments } from '../../src/http/documents/persistedDocuments.ts';
import { json, send } from '../http/send.ts';
import { vaultAddressText } from '../support/references.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';
import { subscribe } from '../support/subscribe.ts';
import { expectClean, expectLittleWork, sendHostile } from './cleanRefusal.ts';

const query = 'query Vault($name: String!) { vault(name: $name) { name } }';
const mutation = `mutation { createVault(input: { ${vaultAddressText('persisted')} }) { __typename } }`;
const subscription = 'subscription { batchJobUpdates(statuses: [ACTIVE]) { job { status } } }';
const hash = createHash('sha256').update(query).digest('hex');
const persisted = (text: string) => ({
  persistedQuery: { version: 1, sha256Hash: createHash('sha256').update(text).digest('hex') },
});
const variables = { name: 'media-masters' };
const vault = { vault: { name: 'media-masters' } };

let gateway: TestGateway;
beforeAll(async () => {
  const persistedDocuments = createPersistedDocuments({ [`sha256:${hash}`]: query, mutation, subscription });
  gateway = await startGateway({ persistedDocuments });
});
afterAll(() => gateway[Symbol.asyncDispose]());
afterAll(() => expectLittleWork(gateway));

const post = (body: object) => send(gateway.url, { headers: json, body: JSON.stringify(body) });
const nested = '['.repeat(100_000) + ']'.repeat(100_000);

test.each([
  ['in the variables', `"variables":{"v":${nested}}`],
  ['in a member that is no parameter', `"other":${nested}`],
])('a request nested very deep %s is refused', async (_, member) => {
  const body = `{"documentId":"${hash}",${member}}`;
  const { status, text } = await sendHostile(gateway, { headers: json, body });
  expect([status, JSON.parse(text).errors[0].message]).toEqual([
    400,
    'Variables may be nested at most 32 levels deep.',
  ]);
});

test('a persisted document nested very deep is a fault of the file', async () => {
  const documents = JSON.stringify({ deep: `${'{a'.repeat(5_000)}${'}'.repeat(5_000)}` });
  expect(await parsePersistedDocuments(documents, { depth: 12, aliases: 60, tokens: 20_000 })).toEqual({
    faults: ['"deep": The document is nested too deeply.'],
  });
});

test('a subscription with a directive on its root field is a fault of the file', async () => {
  const text = 'subscription { batchJobUpdates @skip(if: false) { job { status } } }';
  expect(await parsePersistedDocuments(JSON.stringify({ text }), { depth: 12, aliases: 60, tokens: 20_000 })).toEqual({
    faults: ['"text": "@skip" is not allowed on the root field of a subscription.'],
  });
});

const get = (parameters: Record<string, string>, method = 'GET') =>
  send(gateway.url, { method, path: `/graphql?${new URLSearchParams(parameters)}` });

describe.each([
  ['version 2', { version: 2, sha256Hash: hash }],
  ['a version of a text', { version: '1', sha256Hash: hash }],
  ['no hash', { version: 1 }],
  ['a hash that is a number', { version: 1, sha256Hash: 7 }],
  ['a list', [{ version: 1, sha256Hash: hash }]],
  ['a text', hash],
])('a persisted query with %s', (_, persistedQuery) => {
  const extensions = { persistedQuery };
  const refusal = {
    message: 'extensions.persistedQuery is not supported in this form. Allowed: {"version": 1, "sha256Hash": "..."}.',
    extensions: { code: 'BAD_USER_INPUT', retryable: false },
  };

  test.each([true, false])('is refused with what is allowed (persisted documents: %s)', async (isPersisted) => {
    await using open = isPersisted ? null : await startGateway();
    const { url } = open ?? gateway;
    const posted = await send(url, { headers: json, body: JSON.stringify({ extensions, variables }) });
    const got = await send(url, {
      method: 'GET',
      path: `/graphql?${new URLSearchParams({ extensions: JSON.stringify(extensions) })}`,
    });
    for (const { status, text } of [posted, got]) {
      expect([status, JSON.parse(text).errors]).toEqual([400, [refusal]]);
    }
  });

  test('is ignored beside a text that may be executed', async () => {
    await using open = await startGateway();
    const body = JSON.stringify({ query: '{ gateway { version } }', extensions });
    const { status, text } = await send(open.url, { headers: json, body });
    expect([status, Object.keys(JSON.parse(text).data)]).toEqual([200, ['gateway']]);
  });
});

test.each([true, false])(
  'a request that names two documents is refused (persisted documents: %s)',
  async (isPersisted) => {
    await using open = isPersisted ? null : await startGateway();
    const body = { documentId: 'mutation', extensions: persisted(query), variables };
    const { status, text } = await send((open ?? gateway).url, { headers: json, body: JSON.stringify(body) });
    expect([status, JSON.parse(text).errors]).toEqual([
      400,
      [
        {
          message: 'documentId and extensions.persistedQuery.sha256Hash name two documents. Send one of them.',
          extensions: { code: 'BAD_USER_INPUT', retryable: false },
        },
      ],
    ]);
  },
);

describe('a document on the list', () => {
  test.each([
    ['its id', { documentId: `sha256:${hash}` }],
    ['its hash', { documentId: hash }],
    ["Apollo's extension", { extensions: persisted(query) }],
    ['its id twice', { documentId: `sha256:${hash}`, extensions: persisted(query) }],
    ['its hash beside its text', { query, extensions: persisted(query) }],
  ])('is executed by %s, over POST and GET', async (_, named) => {
    expect((await post({ ...named, variables })).json().data).toEqual(vault);
    const parameters = Object.entries({ ...named, variables }).map(([name, value]): [string, string] => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]);
    expect((await get(Object.fromEntries(parameters))).json().data).toEqual(vault);
  });

  test('is answered by HEAD like GET, without a body', async () => {
    const received = await get({ documentId: hash, variables: JSON.stringify(variables) }, 'HEAD');
    expect({ status: received.status, text: received.text }).toEqual({ status: 200, text: '' });
  });

  test('with a mutation is not executed over GET', async () => {
    gateway.calls();
    const received = await get({ documentId: 'mutation' });
    expect({ status: received.status, allow: received.headers['allow'] }).toEqual({ status: 405, allow: 'POST' });
    expect(gateway.calls()).toEqual({});
  });

  test('with a subscription works over server-sent events', async () => {
    const parameters = new URLSearchParams({ documentId: 'subscription' });
    await using stream = await subscribe(`${gateway.url}?${parameters}`, '', {}, {}, 'GET');
    await stream.take(1);
    expect(stream.status).toBe(200);
  });
});

const refused: [string, object][] = [
  ['a text', { query: '{ __typename }' }],
  ['the very text of one on the list', { query, variables }],
  ['a text beside an id', { query: '{ __typename }', documentId: hash }],
  ['an unknown id', { documentId: 'canary-5171a7ed' }],
  ['an id that every object has', { documentId: '__proto__' }],
  ['an id that is no text', { documentId: ['mutation'] }],
  ['nothing', {}],
  ['a text with its hash, as for registering it', { query: '{ __typename }', extensions: persisted('{ __typename }') }],
  ['a listed hash with another text', { query: '{ __typename }', extensions: persisted(query) }],
  ['a listed text with the hash of another one', { query, variables, extensions: persisted('{ __typename }') }],
];

describe('a document that is not on the list', () => {
  test.each(refused)('is not executed: %s', async (_, body) => {
    gateway.calls();
    expectClean(await sendHostile(gateway, { headers: json, body: JSON.stringify(body) }), [400]);
    expect(gateway.calls()).toEqual({});
  });

  test.each(refused)('is not executed over WebSocket: %s', async (_, body) => {
    const client = createClient({ url: gateway.url.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0 });
    gateway.calls();
    const results: ExecutionResult[] = [];
    await new Promise<void>((resolve) => {
      client.subscribe({ query: '', ...body } as { query: string }, {
        next: (result) => results.push(result as ExecutionResult),
        error: () => resolve(),
        complete: () => resolve(),
      });
    });
    await client.dispose();
    expect(results.filter(({ data }) => data)).toEqual([]);
    expect(gateway.calls()).toEqual({});
  });

  test('cannot be sent with GraphiQL, which is off', async () => {
    const received = await send(gateway.url, { headers: { accept: 'text/html' } });
    expect(received.status).toBeGreaterThanOrEqual(400);
    expect(received.text).not.toContain('<html');
  });
});

describe('a file of persisted documents', () => {
  const limits = { depth: 12, aliases: 60, tokens: 4000 };
  test.each([
    ['not JSON', '{', ['The file is not valid JSON.']],
    ['a list', '[]', ['The file must contain an object from id to document.']],
    [
      'an object with one id for two documents, once with its prefix',
      '{ "a": "{ __typename }", "sha256:a": "{ id: __typename }", "sha256:b": "{ __typename }", "b": "{ __typename }" }',
      ['"sha256:a" is listed with two documents, with and without the prefix sha256:.'],
    ],
    ['an object with a document that is not a string', '{ "a": 1 }', ['"a": the document must be a string.']],
  ])('that is %s is rejected with the reason', async (_, text, faults) => {
    expect(await parsePersistedDocuments(text, limits)).toEqual({ faults });
  });

  test('is rejected with all errors of all documents at once', async () => {
    const documents = { a: '{ nonsense }', b: '{', c: '{ __typename }' };
    const parsed = await parsePersistedDocuments(JSON.stringify(documents), limits);
    expect(parsed).toEqual({
      faults: [expect.stringMatching(/^"a": .*nonsense/), expect.stringMatching(/^"b": Syntax/)],
    });
  });

  test('of many documents delays no other work until all are validated', async () => {
    const documents = Object.fromEntries(Array.from({ length: 50 }, (_, id) => [id, '{ __typename }']));
    let turns = 0;
    let isParsed = false;
    const count = () => {
      turns += 1;
      if (!isParsed) setImmediate(count);
    };
    setImmediate(count);
    await parsePersistedDocuments(JSON.stringify(documents), limits);
    isParsed = true;
    expect(turns).toBeGreaterThanOrEqual(50);
  });
});
