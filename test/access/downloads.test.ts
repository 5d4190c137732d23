// Addresses of downloads: good for whom they were made, and for no longer than what proved them and what they may do.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { actions } from '../../src/access/access.ts';
import { type Data, startGateway, type TestGateway } from '../support/startGateway.ts';
import { keyOf, knowing } from './callers.ts';

const outputSecret = 'a secret that the gateways of this test share';
const all = { '*/*': actions, '*/*/*': actions };

let first: TestGateway;
let path: string;

/** Another gateway behind the same address, as after a restart. */
const beside = (...known: Parameters<typeof knowing>) =>
  startGateway({ beside: first, outputSecret, authenticator: knowing(...known) });

const get = (gateway: TestGateway, headers: Record<string, string> = {}) =>
  fetch(new URL(path, gateway.url), { method: 'HEAD', headers });

beforeAll(async () => {
  first = await startGateway({
    outputSecret,
    authenticator: knowing({ keys: { ann: all, bob: { '*/*': ['read'] } } }),
  });
  const { vault } = await first
    .as(keyOf('ann'))
    .data(
      '{ vault(name: "media-masters") { jobs(statusCode: SUCCEEDED, first: 200) { nodes { ... on ArchiveRetrievalJob { output { url } } } } } }',
    );
  const { url } = vault.jobs.nodes.find(({ output }: Data) => output).output;
  path = new URL(url).pathname;
});
afterAll(() => first?.[Symbol.asyncDispose]());

describe('the address of a download', () => {
  test('is proof enough by itself, as a link has no other', async () => {
    expect((await get(first)).status).toBe(200);
  });

  test('serves who sends credentials only what is theirs', async () => {
    expect((await get(first, { authorization: `Bearer ${keyOf('ann')}` })).status).toBe(200);
    expect((await get(first, { authorization: 'Bearer wrong' })).status).toBe(401);
    first.calls();
    expect((await get(first, { authorization: `Bearer ${keyOf('bob')}` })).status).toBe(404);
    expect(first.calls()).toEqual({});
  });

  test('works on another gateway with the same callers and rights', async () => {
    await using second = await beside({ keys: { ann: all, bob: { '*/*': ['read'] } } });
    expect((await get(second)).status).toBe(200);
  });

  test.each<[string, Parameters<typeof knowing>[0]]>([
    ['rights have been taken', { keys: { ann: { '*/*': ['read'] }, bob: { '*/*': ['read'] } } }],
    ['the key is over', { keys: { ann: all, bob: { '*/*': ['read'] } }, ending: { ann: '2020-01-01T00:00:00Z' } }],
  ])('tells nothing once %s', async (_, known) => {
    await using second = await beside(known);
    second.calls();
    const response = await get(second);
    expect(response.status).toBe(404);
    expect(second.calls()).toEqual({});
  });

  test('ends with the credentials of whom it was made for', async () => {
    const soon = new Date(Math.ceil(Date.now() / 1000) * 1000 + 60_000);
    await using second = await beside({ keys: { ann: all }, ending: { ann: soon.toISOString() } });
    const { vault } = await second
      .as(keyOf('ann'))
      .data(
        '{ vault(name: "media-masters") { jobs(statusCode: SUCCEEDED, first: 200) { nodes { ... on ArchiveRetrievalJob { output { expiresAt } } } } } }',
      );
    const { output } = vault.jobs.nodes.find((node: Data) => node.output);
    expect(output.expiresAt).toBe(soon.toISOString());
  });
});
