// A page of archives as each kind of response has it: its bytes are copied from the inventory, between texts.
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { heldContent } from '../../src/simulator/world/content.ts';
import { send } from '../http/send.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';

const day = 24 * 3600_000;
const descriptions = ['photo.jpg', 'say "yes", or \\', '{"Path":"trips/1/"},{".txt"}', ''];

let gateway: TestGateway;
let query: string;

beforeAll(async () => {
  gateway = await startGateway();
  const { simulator, clock } = gateway;
  const { world } = simulator;
  const vault = world.addVault(world.location('111122223333', 'us-east-1'), 'photos', clock.now() - 900 * day);
  for (let index = 0; index < 100; index += 1) {
    world.addArchive(vault, {
      content: heldContent(Buffer.alloc(index)),
      description: descriptions[index % descriptions.length] ?? '',
      createdAt: clock.now() - 800 * day + index * 3600_000,
      treeHash: index.toString(16).padStart(64, '0'),
    });
  }
  const job = world.addJob(vault, {
    action: 'InventoryRetrieval',
    query: { format: 'JSON', startDate: undefined, endDate: undefined, limit: undefined, marker: undefined },
    createdAt: clock.now() - 10 * 3600_000,
    endsAt: clock.now() - 6 * 3600_000,
  });
  query = `{ glacierJob(vaultName: "photos", jobId: "${job.id}") { ... on InventoryRetrievalJob { inventory {
    archives(first: 100) { nodes { text: archiveDescription creationDate sizeInBytes name } pageInfo { hasNextPage } } } } } }`;
});
afterAll(() => gateway[Symbol.asyncDispose]());

const get = (headers: Record<string, string> = {}, method = 'GET') =>
  send(gateway.url, { method, path: `/graphql?query=${encodeURIComponent(query)}`, headers });

const post = () =>
  send(gateway.url, {
    method: 'POST',
    path: '/graphql',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });

describe('a page of archives', () => {
  test('has all values and the length of its bytes, and costs one call once the job is known', async () => {
    await post();
    const { status, headers, text, json } = await post();
    expect(status).toBe(200);
    expect(Number(headers['content-length'])).toBe(Buffer.byteLength(text));
    const { data, errors, extensions } = json();
    expect(extensions.aws.calls).toBe(1);
    expect(errors).toBeUndefined();
    const { nodes, pageInfo } = data.glacierJob.inventory.archives;
    expect(nodes.map(({ sizeInBytes }: { sizeInBytes: number }) => sizeInBytes)).toEqual([...nodes.keys()]);
    expect(nodes.map((node: { text: string }) => node.text)).toEqual(
      nodes.map((_: unknown, index: number) => descriptions[index % descriptions.length]),
    );
    expect(pageInfo).toEqual({ hasNextPage: false });
    expect(text).toContain(`{"data":${JSON.stringify(data)},"extensions":`);
  });

  test('is the same by GET, with the ETag of its data, and by HEAD without them', async () => {
    const { headers, text, json } = await get();
    const { data } = json();
    expect(data).toEqual((await post()).json().data);
    expect(Number(headers['content-length'])).toBe(Buffer.byteLength(text));
    const hash = createHash('sha256').update(JSON.stringify(data)).digest('base64url');
    expect(headers.etag).toBe(`W/"${hash}"`);
    const head = await get({}, 'HEAD');
    expect([head.status, head.headers.etag, head.text]).toEqual([200, headers.etag, '']);
    expect(Number(head.headers['content-length'])).toBeGreaterThan(Buffer.byteLength(JSON.stringify(data)));
    const again = await get({ 'if-none-match': String(headers.etag) });
    expect([again.status, again.text]).toEqual([304, '']);
  });

  test('is one event for a client that accepts only events', async () => {
    const { headers, text } = await get({ accept: 'text/event-stream' });
    expect(headers['content-type']).toContain('text/event-stream');
    const [, event = ''] = /^data: ?(.*)$/m.exec(text) ?? [];
    expect(JSON.parse(event).data).toEqual((await post()).json().data);
  });
});
