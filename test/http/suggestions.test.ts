// "Did you mean": where clients may query the schema, a typo gets a suggestion; elsewhere it would reveal names.
import { createClient } from 'graphql-ws';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { startGateway, type TestGateway } from '../support/startGateway.ts';
import { subscribe } from '../support/subscribe.ts';

const filtered = 'query ($filter: JobFilter) { jobs(filter: $filter) { nodes { id } } }';

const typos: [string, string, Record<string, unknown>, RegExp][] = [
  ['a field', '{ vautls { nodes { name } } }', {}, /Did you mean "vaults"/],
  ['a field of an object', '{ vaults { nodes { nmae } } }', {}, /Did you mean "name"/],
  ['an argument', '{ vault(nmae: "photos") { name } }', {}, /Did you mean "name"/],
  ['a type', '{ jobs { nodes { ... on ValtJob { id } } } }', {}, /Did you mean "VaultJob"/],
  [
    'an enum value',
    '{ jobs(filter: { phases: [RUNING] }) { nodes { id } } }',
    {},
    /Did you mean the enum value "RUNNING"/,
  ],
  ['an input field', '{ jobs(filter: { phase: [RUNNING] }) { nodes { id } } }', {}, /Did you mean "phases"/],
  [
    'an enum value of a variable',
    filtered,
    { filter: { phases: ['RUNING'] } },
    /Did you mean the enum value "RUNNING"/,
  ],
  ['an input field of a variable', filtered, { filter: { phase: ['RUNNING'] } }, /Did you mean "phases"/],
];

/** The message over POST, SSE and WebSocket. A second request is answered from the cache of documents. */
async function messages(gateway: TestGateway, query: string, variables: Record<string, unknown>): Promise<string[]> {
  const post = async () => (await gateway.query(query, variables)).errors?.[0]?.message ?? '';
  const client = createClient({ url: gateway.url.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0 });
  const overSocket = await new Promise<string>((resolve) => {
    client.subscribe(
      { query, variables },
      {
        next: ({ errors }) => resolve(errors?.[0]?.message ?? ''),
        error: (errors) => resolve((errors as { message: string }[])[0]?.message ?? ''),
        complete: () => undefined,
      },
    );
  });
  await client.dispose();
  return [await post(), await post(), overSocket];
}

describe('a typo', () => {
  test('gets a suggestion on loopback, where introspection is open', async () => {
    await using gateway = await startGateway();
    for (const [name, query, variables, suggestion] of typos) {
      for (const message of await messages(gateway, query, variables)) expect(message, name).toMatch(suggestion);
    }
    await using stream = await subscribe(gateway.url, 'subscription { jobUpdate(ids: ["x"]) { job { id } } }');
    expect((await stream.take(1))[0].errors[0].message).toContain('Did you mean "jobUpdates"');
  });

  test('gets none where introspection is closed', async () => {
    await using gateway = await startGateway({ INTROSPECTION: false });
    for (const [name, query, variables] of typos) {
      for (const message of await messages(gateway, query, variables)) {
        expect(message, name).not.toBe('');
        expect(message, name).not.toMatch(/Did you mean|vaults|RUNNING|"phases|VaultJob/);
      }
    }
    await using stream = await subscribe(gateway.url, 'subscription { jobUpdate(ids: ["x"]) { job { id } } }');
    expect((await stream.take(1))[0].errors[0].message).not.toMatch(/Did you mean|jobUpdates/);
  });
});
