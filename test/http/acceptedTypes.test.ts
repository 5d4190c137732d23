// The Accept header: qualities, wildcards and what is no media type, and the answer of the gateway to each.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { acceptedTypes } from '../../src/http/acceptedTypes.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';
import { json, send } from './send.ts';

const legacy = 'application/json';
const current = 'application/graphql-response+json';

const cases: [accept: string | undefined, json: string | null][] = [
  [undefined, 'any'],
  ['', 'any'],
  [' , ', 'any'],
  ['*/*', 'any'],
  ['*/*;q=0.1', 'any'],
  ['application/*', 'any'],
  ['text/html, */*;q=0.8', 'any'],
  [legacy, legacy],
  ['APPLICATION/JSON', legacy],
  [`${legacy}; charset=utf-8`, legacy],
  [`${legacy};charset="UTF-8"`, legacy],
  [`${legacy};profile="a,b"`, legacy],
  [`${legacy};q=abc`, legacy],
  [`${legacy}, text/plain, */*`, legacy],
  [`*/*, ${legacy}`, legacy],
  [current, current],
  [`${current}; charset=UTF-8`, current],
  [`${current}; charset=utf-8, ${legacy}; charset=utf-8`, current],
  [`${legacy}, ${current}`, legacy],
  [`${current};q=0.5, ${legacy};q=1`, legacy],
  [`${current}; q=0.9 , ${legacy} ; q=0.8`, current],
  [`${legacy};q=0.5, ${current};q=0.50`, legacy],
  [`${current};q=0, ${legacy}`, legacy],
  [`${current};q=0, */*`, legacy],
  [`${legacy};q=0, */*`, current],
  [`${legacy};q=0.4, application/*;q=0.6`, current],
  [`multipart/mixed, ${current}, ${legacy}`, current],
  [`multipart/mixed;boundary="graphql";subscriptionSpec="1.0",${legacy}`, legacy],
  [`${legacy};q=0`, null],
  ['*/*;q=0', null],
  ['application/*;q=0.0', null],
  [`${legacy}; charset=iso-8859-1`, null],
  ['application/jsonp', null],
  ['application/json-seq', null],
  ['application/graphql-response+json-x', null],
  ['text/html', null],
  ['nonsense', null],
  ['"', null],
];

test.each(cases)('%s prefers %s', (accept, expected) => {
  expect(acceptedTypes(accept).json).toBe(expected);
});

test.each<[string, boolean]>([
  ['text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8', true],
  ['text/html', true],
  ['text/html, */*', true],
  ['text/html, application/json', true],
  ['application/json, text/html', false],
  ['application/graphql-response+json, text/html', false],
  ['application/json, text/html;q=0.9', false],
  ['application/json;q=0.9, text/html', true],
  ['text/html;q=0.5, */*', false],
  ['text/html;q=0, */*', false],
  ['text/*', false],
  ['*/*', false],
  ['', false],
])('%s prefers HTML: %s', (accept, expected) => {
  expect(acceptedTypes(accept).prefersHtml).toBe(expected);
});

test.each<[string, boolean]>([
  ['text/event-stream', true],
  ['TEXT/Event-Stream; charset=utf-8', true],
  ['application/json, text/event-stream;q=0.1', true],
  ['text/event-stream;q=0', false],
  ['text/event-stream-x', false],
  ['text/*', false],
  ['*/*', false],
  ['', false],
])('%j names an event stream: %s', (accept, expected) => {
  expect(acceptedTypes(accept).names('text/event-stream')).toBe(expected);
});

describe('a response', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startGateway();
  });
  afterAll(() => gateway?.[Symbol.asyncDispose]());

  test('has the type that is preferred, or status 406 with a message', async () => {
    for (const [accept, expected] of cases) {
      const headers = { ...json, ...(accept === undefined ? {} : { accept }) };
      const received = await send(gateway.url, { headers, body: '{"query":"{ __typename }"}' });
      expect(received.status, accept).toBe(expected === null ? 406 : 200);
      const type = expected === null || expected === 'any' ? legacy : expected;
      expect(received.headers['content-type'], accept).toBe(`${type}; charset=utf-8`);
      if (expected === null) expect(received.json().errors[0].message).toMatch(/^Accept application\/json/);
    }
  });

  test('to an invalid document has the status of its type', async () => {
    const statusOf = async (accept: string) =>
      (await send(gateway.url, { headers: { ...json, accept }, body: '{"query":"{ nothing }"}' })).status;
    expect(await statusOf(`${current};q=0.5, ${legacy}`)).toBe(200);
    expect(await statusOf(`${current}, ${legacy};q=0.5`)).toBe(400);
    expect(await statusOf('*/*')).toBe(400);
  });

  test('to a subscription is no stream for a client that refuses streams', async () => {
    const query = 'subscription { batchJobUpdates { job { id } } }';
    const accept = 'text/event-stream;q=0, application/json';
    const received = await send(gateway.url, { headers: { ...json, accept }, body: JSON.stringify({ query }) });
    expect(received.status).toBe(406);
    expect(received.json().errors[0].message).toContain('text/event-stream');
  });

  test.each(['[::ffff:127.0.0.1]:4000', 'gateway.localhost', 'A.B.localhost.:4000', 'localhost.', '[::1]'])(
    'is given to the Host %s, which means this machine',
    async (host) => {
      const received = await send(gateway.url, { headers: { ...json, host }, body: '{"query":"{ __typename }"}' });
      expect(received.status).toBe(200);
    },
  );

  test.each(['localhost.example', 'notlocalhost', '.localhost', '[::ffff:10.0.0.1]', '[::7f00:1]', '0.0.0.0', '[::]'])(
    'is refused to the Host %s',
    async (host) => {
      const received = await send(gateway.url, { headers: { ...json, host }, body: '{"query":"{ __typename }"}' });
      expect(received.status).toBe(400);
    },
  );
});
