// The examples of AWS's documentation. The demo world contains them, and the gateway returns the documented values under its
// own names. Only the account number differs.

import { describe, expect, test } from 'vitest';
import { home, vaultRef } from '../support/references.ts';
import { startGateway } from '../support/startGateway.ts';

const inventory =
  '... on InventoryRetrievalJob { inventorySizeInBytes inventoryRetrievalParameters { format startDate endDate limit marker } }';
const vaultJob =
  '__typename ... on VaultJob { jobId action completed statusCode statusMessage creationDate completionDate jobDescription snsTopic vaultArn }';
const job = `${vaultJob} ${inventory} ... on ArchiveRetrievalJob {
  archiveId archiveSizeInBytes archiveSha256TreeHash sha256TreeHash tier retrievalByteRange { start end }
}`;

describe('DescribeJob', () => {
  test("boto3's example: an inventory retrieval of my-vault in us-west-2, in progress", async () => {
    await using gateway = await startGateway();
    const { glacierJob } = await gateway.data(
      `query ($jobId: String!) { glacierJob(vaultName: "my-vault", region: "us-west-2", jobId: $jobId) { ${job} } }`,
      { jobId: 'zbxcm3Z_3z5UkoroF7SuZKrxgGoDc3RloGduS7Eg-RO47Yc6FxsdGBgf_Q2DK5Ejh18CnTS5XW4_XqlNHS61dsO4CnMW' },
    );
    expect(glacierJob).toEqual({
      __typename: 'InventoryRetrievalJob',
      action: 'INVENTORY_RETRIEVAL',
      completed: false,
      creationDate: '2015-07-17T20:23:41.616Z',
      completionDate: null,
      inventorySizeInBytes: null,
      inventoryRetrievalParameters: { format: 'JSON', startDate: null, endDate: null, limit: null, marker: null },
      jobDescription: null,
      jobId: 'zbxcm3Z_3z5UkoroF7SuZKrxgGoDc3RloGduS7Eg-RO47Yc6FxsdGBgf_Q2DK5Ejh18CnTS5XW4_XqlNHS61dsO4CnMW',
      snsTopic: null,
      statusCode: 'IN_PROGRESS',
      statusMessage: 'Operation in progress.',
      vaultArn: 'arn:aws:glacier:us-west-2:111122223333:vaults/my-vault',
    });
  });

  test("the REST guide's example: an archive retrieval of examplevault in us-east-1, in progress", async () => {
    await using gateway = await startGateway();
    const jobId = 'HkF9p6o7yjhFx-K3CGl6fuSm6VzW9T7esGQfco8nUXVYwS0jlb5gq1JZ55yHgt5vP54ZShjoQzQVVh7vEXAMPLEjobID';
    const { glacierJob } = await gateway.data(
      `query ($jobId: String!) { glacierJob(vaultName: "examplevault", jobId: $jobId) { ${job} } }`,
      { jobId },
    );
    expect(glacierJob).toEqual({
      __typename: 'ArchiveRetrievalJob',
      action: 'ARCHIVE_RETRIEVAL',
      archiveId:
        'NkbByEejwEggmBz2fTHgJrg0XBoDfjP4q6iu87-TjhqG6eGoOY9Z8i1_AUyUsuhPAdTqLHy8pTl5nfCFJmDl2yEZONi5L26Omw12vcs01MNGntHEQL8MBfGlqrEXAMPLEArchiveId',
      archiveSizeInBytes: 16777216,
      archiveSha256TreeHash: 'beb0fe31a1c7ca8c6c04d574ea906e3f97b31fdca7571defb5b44dca89b5af60',
      completed: false,
      creationDate: '2012-05-15T17:21:39.339Z',
      // The page prints a completion date for a job in progress; AWS's later guide corrects it to null.
      completionDate: null,
      jobDescription: 'My ArchiveRetrieval Job',
      jobId,
      retrievalByteRange: { start: 0, end: 16777215 },
      sha256TreeHash: 'beb0fe31a1c7ca8c6c04d574ea906e3f97b31fdca7571defb5b44dca89b5af60',
      snsTopic: 'arn:aws:sns:us-east-1:012345678901:mytopic',
      statusCode: 'IN_PROGRESS',
      statusMessage: 'Operation in progress.',
      tier: 'STANDARD',
      vaultArn: 'arn:aws:glacier:us-east-1:111122223333:vaults/examplevault',
    });
  });

  test("the REST guide's example: an inventory retrieval of examplevault", async () => {
    await using gateway = await startGateway();
    const { vault } = await gateway.data(
      `{ vault(name: "examplevault") { jobs(statusCode: IN_PROGRESS) { nodes { ${job} } } } }`,
    );
    const listed = vault.jobs.nodes.find(
      ({ jobDescription }: { jobDescription: string }) => jobDescription === 'Inventory Description',
    );
    expect(listed).toMatchObject({
      __typename: 'InventoryRetrievalJob',
      creationDate: '2012-05-15T23:18:13.224Z',
      completionDate: null,
      inventorySizeInBytes: null,
      snsTopic: 'arn:aws:sns:us-east-1:012345678901:mytopic',
      statusMessage: 'Operation in progress.',
    });
  });

  test('of a job or a vault that does not exist is null', async () => {
    await using gateway = await startGateway();
    expect(
      await gateway.data(
        '{ a: glacierJob(vaultName: "examplevault", jobId: "none") { __typename } b: glacierJob(vaultName: "none", jobId: "none") { __typename } }',
      ),
    ).toEqual({ a: null, b: null });
  });
});

describe('InitiateJob', () => {
  test("boto3's example: an inventory of examplevault as CSV, with a topic of another account", async () => {
    await using gateway = await startGateway();
    const snsTopic = 'arn:aws:sns:us-west-2:111111111111:Glacier-InventoryRetrieval-topic-Example';
    const { started } = await gateway.data(
      `mutation ($input: InitiateInventoryRetrievalInput!) {
        started: initiateInventoryRetrieval(input: $input) {
          ... on InitiateInventoryRetrievalPayload { location job { ${vaultJob} ${inventory} } }
          ... on MutationError { code message }
        }
      }`,
      {
        input: {
          vault: vaultRef('examplevault', { ...home, region: 'us-west-2' }),
          description: 'My inventory job',
          format: 'CSV',
          snsTopic,
        },
      },
    );
    expect(started.location).toBe(`/111122223333/vaults/examplevault/jobs/${started.job.jobId}`);
    expect(started.job).toMatchObject({
      jobId: expect.stringMatching(/^[\w-]{92}$/),
      jobDescription: 'My inventory job',
      snsTopic,
      inventoryRetrievalParameters: { format: 'CSV' },
      statusCode: 'IN_PROGRESS',
    });
  });
});

describe('ListJobs', () => {
  test.each([
    ['statusCode: IN_PROGRESS', (each: { statusCode: string }) => each.statusCode === 'IN_PROGRESS'],
    ['statusCode: SUCCEEDED', (each: { statusCode: string }) => each.statusCode === 'SUCCEEDED'],
    ['statusCode: FAILED', (each: { statusCode: string }) => each.statusCode === 'FAILED'],
    ['completed: true', (each: { completed: boolean }) => each.completed],
    ['completed: false', (each: { completed: boolean }) => !each.completed],
    ['completed: true, statusCode: FAILED', (each: { statusCode: string }) => each.statusCode === 'FAILED'],
  ])('returns every job with %s once, page by page (PageSize, StartingToken)', async (filter, fits) => {
    await using gateway = await startGateway();
    const all = await gateway.data(
      '{ vault(name: "media-masters") { jobs(first: 400) { nodes { ...on VaultJob { jobId statusCode completed } } } } }',
    );
    const expected = all.vault.jobs.nodes.filter(fits).map(({ jobId }: { jobId: string }) => jobId);
    const page = `query ($after: String) { vault(name: "media-masters") {
      jobs(${filter}, first: 7, after: $after) { nodes { ... on VaultJob { jobId } } pageInfo { hasNextPage endCursor } } } }`;
    const seen: string[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const {
        vault,
      }: {
        vault: {
          jobs: { nodes: { jobId: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
        };
      } = await gateway.data(page, { after });
      expect(vault.jobs.nodes.length).toBeLessThanOrEqual(7);
      seen.push(...vault.jobs.nodes.map(({ jobId }) => jobId));
      ({ endCursor: after, hasNextPage: more } = vault.jobs.pageInfo);
    }
    expect(seen).toEqual(expected);
    expect(seen.length).toBeGreaterThan(0);
  });
});
