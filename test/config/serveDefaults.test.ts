// serve() takes its defaults from the option table: a gateway without options behaves as the table states.
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Backend } from '../../src/aws/backend.ts';
import { defaultConfig } from '../../src/config/options.ts';
import { createClock } from '../../src/core/clock.ts';
import { type Gateway, serve } from '../../src/serve.ts';

const backend: Backend = {
  kind: 'LOCAL',
  accounts: [{ accountId: '111122223333', name: null, regions: ['us-east-1'] }],
  clock: createClock({ speed: 0 }),
  endpoints: () => ({ glacier: 'http://127.0.0.1:9', s3Control: 'http://127.0.0.1:9' }),
  credentials: () => ({ accessKeyId: '111122223333', secretAccessKey: 'any' }),
};
const services = { backend, log: pino({ level: 'silent' }) };

async function errorsOf({ url }: Gateway, query: string): Promise<{ message: string }[]> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
    body: JSON.stringify({ query }),
  });
  const { errors = [] } = (await response.json()) as { errors?: { message: string }[] };
  return errors;
}

const aliased = (count: number) =>
  `{ ${Array.from({ length: count }, (_, index) => `a${index}: __typename`).join(' ')} }`;

describe('a gateway without options', () => {
  let gateway: Gateway;
  beforeAll(async () => {
    // The default port may be in use on the machine of a test.
    gateway = await serve({ PORT: 0 }, services);
  });
  afterAll(() => gateway.close());

  test('listens on HOST, without an admin port', () => {
    expect(new URL(gateway.url).hostname).toBe(defaultConfig().HOST);
    expect(gateway.adminUrl).toBeNull();
  });

  test('accepts MAX_ALIASES aliases and no more', async () => {
    const { MAX_ALIASES } = defaultConfig();
    expect(await errorsOf(gateway, aliased(MAX_ALIASES))).toEqual([]);
    expect(await errorsOf(gateway, aliased(MAX_ALIASES + 1))).toMatchObject([
      { message: expect.stringContaining(String(MAX_ALIASES)) },
    ]);
  });
});

test('an option that is given replaces the default', async () => {
  const gateway = await serve({ PORT: 0, MAX_ALIASES: 1 }, services);
  expect(await errorsOf(gateway, aliased(1))).toEqual([]);
  expect(await errorsOf(gateway, aliased(2))).toHaveLength(1);
  await gateway.close();
});
