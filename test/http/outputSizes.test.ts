// Outputs whose length is not the described one: a status if the status was not sent yet, else an incomplete response.
import { expect, test } from 'vitest';
import type { Data } from '../support/startGateway.ts';
import { startRewriting } from '../support/startRewriting.ts';

const query = `{ jobs(first: 1000, filter: { kinds: [INVENTORY_RETRIEVAL], outcomes: [SUCCEEDED] }) {
  nodes { ... on InventoryRetrievalJob { output { url sizeInBytes } } } } }`;

const cases: [string, (text: string) => string][] = [
  ['has one byte more than described', (text) => `${text}x`],
  ['is twice as long as described', (text) => text + text],
  ['has one byte less than described', (text) => text.slice(0, -1)],
  ['is empty', () => ''],
];

test.each(cases)('a short output that %s is 502 with a message', async (_, change) => {
  await using aws = await startRewriting();
  const outputs = (await aws.gateway.data(query)).jobs.nodes.flatMap(({ output }: Data) => output ?? []);
  const [smallest] = outputs.sort((a: Data, b: Data) => a.sizeInBytes - b.sizeInBytes);
  expect(smallest.sizeInBytes).toBeLessThan(60_000);
  aws.rewrite(({ path, text }) => (path.endsWith('/output') ? { status: 206, body: change(text) } : null));
  const response = await fetch(smallest.url);
  expect(response.status).toBe(502);
  const { errors } = (await response.json()) as Data;
  expect(errors[0]).toMatchObject({
    message: expect.stringMatching(/^AWS (sent|ended)/),
    extensions: { code: 'SERVICE_UNAVAILABLE' },
  });
  expect(response.headers.get('etag')).toBeNull();
});
