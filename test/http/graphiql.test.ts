// GraphiQL: its page and its examples.
import { describe, expect, test } from 'vitest';
import { exampleOperations } from '../../src/http/endpoints/exampleOperations.ts';
import { type Data, startGateway, type TestGateway } from '../support/startGateway.ts';
import { subscribe } from '../support/subscribe.ts';
import { exampleNames, isSubscription, nameOf } from './exampleNames.ts';
import { send } from './send.ts';

async function firstEvent(gateway: TestGateway, query: string, variables?: Record<string, unknown>): Promise<Data> {
  await using stream = await subscribe(gateway.url, query, variables);
  const [{ data, errors }] = await stream.take(1);
  expect(errors).toBeUndefined();
  return data;
}

describe('the example operations', () => {
  test.each(exampleOperations.map((operation) => [nameOf(operation), operation] as const))(
    '%s runs on the demo data as it is',
    async (_, { query, variables }) => {
      await using gateway = await startGateway();
      const data = isSubscription({ query })
        ? await firstEvent(gateway, query, variables)
        : await gateway.data(query, variables);
      for (const [field, value] of Object.entries<Data>(data)) {
        expect(value, field).not.toBeNull();
        if (query.includes('mutation')) expect(value.__typename).toMatch(/Payload$/);
      }
    },
  );

  test('fit into the editor and have a name each', () => {
    for (const { query } of exampleOperations) {
      expect(query.split('\n').filter((line) => line.length > 50)).toEqual([]);
    }
    expect(new Set(exampleNames).size).toBe(exampleOperations.length);
    expect(exampleNames).not.toContain('');
  });
});

describe('the page', () => {
  const html = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

  test('is the target of the redirect from / for browsers, and only for browsers, without a board', async () => {
    await using gateway = await startGateway({ BOARD: false });
    const redirect = await send(gateway.url, { path: '/', headers: html });
    expect(redirect.status).toBe(303);
    expect(new URL(String(redirect.headers['location']), new URL('/', gateway.url)).href).toBe(gateway.url);
    expect((await send(gateway.url, { path: '/' })).status).toBe(404);
    expect((await send(gateway.url, { path: '/?query={__typename}', headers: html })).status).toBe(404);
    expect((await send(gateway.url, { path: '/', method: 'POST', headers: html, body: '{}' })).status).toBe(404);
    await using closed = await startGateway({ GRAPHIQL: false, BOARD: false, beside: gateway });
    const refused = await send(closed.url, { path: '/', headers: html });
    expect(refused.status).toBe(404);
    expect(refused.headers['content-type']).toMatch(/json/);
  });

  test('is sent to browsers that open the address, also one with a query, and never as the answer to a program', async () => {
    await using gateway = await startGateway();
    const page = await send(gateway.url, { headers: html });
    expect(page.status).toBe(200);
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    expect(page.headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(page.headers['vary']).toBe('accept, accept-encoding');
    const path = '/graphql?query={__typename}';
    const opened = await send(gateway.url, { path, headers: html });
    expect(opened.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(opened.text).toBe(page.text);
    for (const accept of [
      undefined,
      '*/*',
      'application/json',
      'application/json, text/html',
      'text/html;q=0.5, */*',
    ]) {
      const answer = await send(gateway.url, { path, headers: accept === undefined ? {} : { accept } });
      expect(answer.json().data, accept).toEqual({ __typename: 'Query' });
    }
    expect((await send(gateway.url, {})).headers['content-type']).toMatch(/json/);
    await using closed = await startGateway({ GRAPHIQL: false, beside: gateway });
    expect((await send(closed.url, { path, headers: html })).json().data).toEqual({ __typename: 'Query' });
  });
});

describe('the job that the page follows in the demo', () => {
  test('runs and moves, and is replaced before it ends', async () => {
    await using gateway = await startGateway({ startsJobs: true });
    const followed = async () => {
      const { text } = await send(gateway.url, { headers: { accept: 'text/html' } });
      return /\\"id\\": \\"(\w+)\\"/.exec(text)?.[1];
    };
    const id = await followed();
    const job = async () =>
      (
        await gateway.data(
          'query ($id: ID!) { node(id: $id) { ... on BatchJob { phase progressSummary { fractionDone } } } }',
          { id },
        )
      ).node;
    const before = await job();
    gateway.clock.advance(60_000);
    const after = await job();
    expect([before.phase, after.phase]).toEqual(['RUNNING', 'RUNNING']);
    expect(after.progressSummary.fractionDone).toBeGreaterThan(before.progressSummary.fractionDone + 0.001);
    expect(await followed()).toBe(id);
    gateway.clock.advance(4 * 3_600_000);
    expect(await job()).toMatchObject({ phase: 'RUNNING' });
    expect(await followed()).not.toBe(id);
  });
});
