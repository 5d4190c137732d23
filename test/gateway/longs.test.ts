// AWS's 64-bit integers in GraphQL: what AWS returns beyond 2^53 - 1 reads as 2^53 - 1, and an argument beyond it is refused.
import { expect, test } from 'vitest';
import { SafeInt } from '../../src/schema/kit/scalars.ts';
import { zeroContent } from '../../src/simulator/world/content.ts';
import { jobsKeptIn, plan } from '../simulator/batchSupport.ts';
import { home } from '../support/references.ts';
import { startGateway } from '../support/startGateway.ts';

const most = Number.MAX_SAFE_INTEGER;
const longest = 2n ** 63n - 1n;

const policy = '{ dataRetrievalPolicy { rules { strategy bytesPerHour } } }';

test.each([
  [1n, 1],
  [2n ** 53n - 1n, most],
  [2n ** 53n, most],
  [2n ** 53n + 1n, most],
  [longest, most],
])('a BytesPerHour of %i at AWS reads as %i', async (bytesPerHour, read) => {
  await using gateway = await startGateway({ seed: 'empty' });
  const headers = { 'x-amz-glacier-version': '2012-06-01' };
  const body = `{"Policy":{"Rules":[{"Strategy":"BytesPerHour","BytesPerHour":${bytesPerHour}}]}}`;
  await fetch(`${gateway.simulator.url}/-/policies/data-retrieval`, { method: 'PUT', headers, body });
  expect(await gateway.data(policy)).toEqual({
    dataRetrievalPolicy: { rules: [{ strategy: 'BYTES_PER_HOUR', bytesPerHour: read }] },
  });
});

test('a bytesPerHour of 2^53 - 1 reaches AWS with all its digits', async () => {
  await using gateway = await startGateway({ seed: 'empty' });
  const { setDataRetrievalPolicy } = await gateway.data(
    `mutation ($input: SetDataRetrievalPolicyInput!) {
      setDataRetrievalPolicy(input: $input) { ... on SetDataRetrievalPolicyPayload { dataRetrievalPolicy { rules { bytesPerHour } } } }
    }`,
    { input: { location: home, strategy: 'BYTES_PER_HOUR', bytesPerHour: most } },
  );
  expect(setDataRetrievalPolicy).toEqual({ dataRetrievalPolicy: { rules: [{ bytesPerHour: most }] } });
  expect(gateway.simulator.calls.list.at(-1)?.input).toMatchObject({
    Policy: { Rules: [{ BytesPerHour: 9007199254740991 }] },
  });
});

test.each(['9007199254740992', '9223372036854775807', '-9007199254740992', '1.5', '"5"'])(
  'a bytesPerHour of %s is refused before any call',
  async (text) => {
    await using gateway = await startGateway({ seed: 'empty' });
    const { data, errors } = await gateway.query(`mutation {
      setDataRetrievalPolicy(input: {
        location: { accountId: "111122223333", region: "us-east-1" } strategy: BYTES_PER_HOUR bytesPerHour: ${text}
      }) { __typename }
    }`);
    expect(data).toBeUndefined();
    expect(errors).toHaveLength(1);
    expect(gateway.calls()).toEqual({});
  },
);

test('sizes, counts and ranges beyond 2^53 - 1 read as 2^53 - 1, beside everything else', async () => {
  await using gateway = await startGateway({ seed: 'empty' });
  const { world, clock } = { world: gateway.simulator.world, clock: gateway.clock };
  const location = world.location('111122223333', 'us-east-1');
  const vault = world.addVault(location, 'vast', 0);
  const archive = world.addArchive(vault, { content: zeroContent(2 ** 62), treeHash: 'a'.repeat(64), createdAt: 0 });
  const endless = { tier: 'Bulk', description: undefined, snsTopic: undefined };
  world.addJob(vault, { ...endless, action: 'ArchiveRetrieval', archive, range: { start: 2 ** 61, end: 2 ** 62 - 1 } });
  world.addJob(vault, {
    ...endless,
    action: 'InventoryRetrieval',
    query: { format: 'JSON', startDate: undefined, endDate: undefined, limit: longest, marker: undefined },
  });
  const [job] = jobsKeptIn('Active');
  if (!job) throw new Error('no job');
  const generator = {
    S3JobManifestGenerator: {
      SourceBucket: 'arn:aws:s3:::b',
      EnableManifestOutput: false,
      Filter: { ObjectSizeLessThanBytes: longest },
    },
  };
  const { Manifest: _, ...request } = job.request;
  world.addBatchJob(location, {
    ...job,
    createdAt: clock.now(),
    request: { ...request, ManifestGenerator: generator },
    plan: plan({ tasks: 2 ** 62 }),
  });
  clock.advance(10 * 60_000);
  const data = await gateway.data(`{
    vault(name: "vast") {
      sizeInBytes numberOfArchives
      jobs { nodes {
        ... on ArchiveRetrievalJob { archiveSizeInBytes retrievalByteRange { start end } }
        ... on InventoryRetrievalJob { inventoryRetrievalParameters { limit } }
      } }
    }
    batchJobs { nodes {
      progressSummary { totalNumberOfTasks numberOfTasksFailed }
      manifestGenerator { s3JobManifestGenerator { filter { objectSizeLessThanBytes } } }
    } }
  }`);
  expect(data.vault).toMatchObject({ sizeInBytes: most, numberOfArchives: 1 });
  expect(data.vault.jobs.nodes).toEqual(
    expect.arrayContaining([
      { archiveSizeInBytes: most, retrievalByteRange: { start: most, end: most } },
      { inventoryRetrievalParameters: { limit: most } },
    ]),
  );
  expect(data.batchJobs.nodes).toEqual([
    {
      progressSummary: { totalNumberOfTasks: most, numberOfTasksFailed: 0 },
      manifestGenerator: { s3JobManifestGenerator: { filter: { objectSizeLessThanBytes: most } } },
    },
  ]);
});

test('the scalar keeps every other rule: no fraction and no text, in either direction', () => {
  for (const value of [0, -5, most, -most]) expect(SafeInt.serialize(value)).toBe(value);
  expect(SafeInt.serialize(-(2 ** 63))).toBe(-most);
  for (const value of [1.5, Number.NaN, Number.POSITIVE_INFINITY, 'many', {}, null]) {
    expect(() => SafeInt.serialize(value), String(value)).toThrow();
  }
  for (const value of [2 ** 53, 1.5, '5', null]) expect(() => SafeInt.parseValue(value), String(value)).toThrow();
});
