// The exact number of AWS calls of queries over S3 Batch Operations jobs, and over all jobs.

import { describe, expect, test } from 'vitest';
import { demoAccounts } from '../../src/simulator/demo/accounts.ts';
import { vaultRefText } from '../support/references.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';

const list =
  'id jobId status operationName priority jobDescription creationDate terminationDate phase outcome progressSummary { fractionDone }';
const all = `${list} jobArn confirmationRequired statusUpdateReason failureReasons { failureCode } operation { operationName }
  manifest { location { eTag } } manifestGenerator { s3JobManifestGenerator { sourceBucket } } report { enabled } roleArn suspendedDate`;

async function firstJobs(gateway: TestGateway, first: number, statuses = ''): Promise<{ id: string; jobId: string }[]> {
  const { batchJobs } = await gateway.data(`{ batchJobs(first: ${first} ${statuses}) { nodes { id jobId } } }`);
  gateway.calls();
  return batchJobs.nodes;
}

const running = ', statuses: [ACTIVE, READY, SUSPENDED, PREPARING, NEW, PAUSED]';

describe('a page of Batch jobs', () => {
  test('of 100 with fields of the list costs one call', async () => {
    await using gateway = await startGateway();
    const { batchJobs } = await gateway.data(`{ batchJobs(first: 100) { nodes { ${list} } } }`);
    expect(batchJobs.nodes).toHaveLength(100);
    expect(gateway.calls()).toEqual({ 's3control.ListJobs': 1 });
  });

  test('of 100 with fields of DescribeJob costs one more call each', async () => {
    await using gateway = await startGateway();
    await gateway.data(
      '{ batchJobs(first: 100) { nodes { manifest { location { eTag } } failureReasons { failureCode } roleArn } } }',
    );
    expect(gateway.calls()).toEqual({ 's3control.ListJobs': 1, 's3control.DescribeJob': 100 });
  });

  test('filtered by status lists only jobs with that status', async () => {
    await using gateway = await startGateway();
    const { batchJobs } = await gateway.data(
      '{ batchJobs(first: 50, statuses: [FAILED, CANCELLED]) { nodes { status } } }',
    );
    expect(new Set(batchJobs.nodes.map(({ status }: { status: string }) => status))).toEqual(
      new Set(['FAILED', 'CANCELLED']),
    );
    expect(gateway.calls()).toEqual({ 's3control.ListJobs': 1 });
  });

  test('with tags of 20 jobs costs 20 GetJobTagging', async () => {
    await using gateway = await startGateway();
    await gateway.data('{ batchJobs(first: 20) { nodes { tags { key value } } } }');
    expect(gateway.calls()).toEqual({ 's3control.ListJobs': 1, 's3control.GetJobTagging': 20 });
  });
});

describe('Batch jobs by id', () => {
  test('cost one call for 100 on the first page of 1,000', async () => {
    await using gateway = await startGateway();
    const ids = (await firstJobs(gateway, 100)).map(({ id }) => id);
    await using other = await startGateway();
    const { nodes } = await other.data(`query ($ids: [ID!]!) { nodes(ids: $ids) { ... on BatchJob { ${list} } } }`, {
      ids,
    });
    expect(nodes.map(({ id }: { id: string }) => id)).toEqual(ids);
    expect(other.calls()).toEqual({ 's3control.ListJobs': 1 });
  });

  test.each([list, all])('cost one call for one job, with any fields', async (fields) => {
    await using gateway = await startGateway();
    const [job] = await firstJobs(gateway, 1, running);
    const { batchJob } = await gateway.data(`query ($id: String!) { batchJob(jobId: $id) { ${fields} } }`, {
      id: job?.jobId,
    });
    expect(batchJob.id).toBe(job?.id);
    expect(gateway.calls()).toEqual({ 's3control.DescribeJob': 1 });
  });

  test('cost nothing for an ended job that was read before', async () => {
    await using gateway = await startGateway();
    const [job] = await firstJobs(gateway, 1, ', statuses: [COMPLETE]');
    const query = `query ($id: String!) { batchJob(jobId: $id) { ${all} } }`;
    await using other = await startGateway();
    await other.data(query, { id: job?.jobId });
    other.calls();
    await other.data(query, { id: job?.jobId });
    expect(other.calls()).toEqual({});
  });

  test('are null for a missing job, and an error for an impossible id', async () => {
    await using gateway = await startGateway();
    const { data, errors } = await gateway.query(
      '{ none: batchJob(jobId: "none") { id } wrong: batchJob(jobId: "a/b") { id } }',
    );
    expect(data).toEqual({ none: null, wrong: null });
    expect(errors).toMatchObject([{ path: ['wrong'], extensions: { code: 'BAD_USER_INPUT' } }]);
  });
});

describe('the list of all jobs', () => {
  const filter = '{ accountIds: ["111122223333", "444455556666"] }';
  const page = (args: string) =>
    `{ jobs(${args}) { nodes { id creationDate phase __typename } pageInfo { endCursor hasNextPage } sources { accountId region service status truncated } } }`;

  test('costs the pages of vaults and jobs of two accounts and two regions; its next page costs nothing', async () => {
    await using gateway = await startGateway();
    const { jobs } = await gateway.data(page(`filter: ${filter}, first: 50`));
    const calls = gateway.calls();
    const locations = demoAccounts
      .filter(({ glacierClosed }) => !glacierClosed)
      .flatMap(({ accountId, regions }) =>
        regions.map((region) => gateway.simulator.world.location(accountId, region)),
      );
    const vaultPages = locations.map(({ vaults }) => Math.max(1, Math.ceil(vaults.size / 10)));
    const jobPages = locations.flatMap(({ vaults }) =>
      [...vaults.values()].map(({ jobs: { size } }) => Math.max(1, Math.ceil(size / 50))),
    );
    const sum = (counts: number[]) => counts.reduce((total, count) => total + count, 0);
    expect(calls['glacier.ListVaults']).toBe(sum(vaultPages));
    expect(calls['glacier.ListJobs']).toBe(sum(jobPages));
    // One location has more than 1,000 Batch jobs, the other three have fewer.
    expect(calls['s3control.ListJobs']).toBe(2 + 1 + 1 + 1);
    expect(Object.keys(calls).sort()).toEqual(['glacier.ListJobs', 'glacier.ListVaults', 's3control.ListJobs']);
    expect(jobs.sources).toHaveLength(8);
    const dates = jobs.nodes.map(({ creationDate }: { creationDate: string }) => creationDate);
    expect(dates).toEqual([...dates].sort().reverse());

    const next = await gateway.data(page(`filter: ${filter}, first: 50, after: "${jobs.pageInfo.endCursor}"`));
    expect(gateway.calls()).toEqual({});
    const ids = [...jobs.nodes, ...next.jobs.nodes].map(({ id }: { id: string }) => id);
    expect(new Set(ids).size).toBe(100);
  });

  test('of Batch jobs costs one ListJobs per thousand jobs of each account and region', async () => {
    await using gateway = await startGateway();
    const { jobs } = await gateway.data(page('filter: { kinds: [BATCH], accountIds: ["444455556666"] }, first: 5'));
    expect(gateway.calls()).toEqual({ 's3control.ListJobs': 2 });
    expect(jobs.sources).toMatchObject([{ service: 'S3_BATCH_OPERATIONS' }, { service: 'S3_BATCH_OPERATIONS' }]);
  });

  test('returns every job once, newest first, even while new ones are started', async () => {
    await using gateway = await startGateway();
    const glacier =
      '{ kinds: [ARCHIVE_RETRIEVAL, INVENTORY_RETRIEVAL, SELECT], accountIds: ["111122223333"], regions: ["us-east-1"] }';
    const seen: string[] = [];
    let after = '';
    for (let more = true; more; ) {
      const { jobs } = await gateway.data(page(`filter: ${glacier}, first: 200 ${after}`));
      seen.push(...jobs.nodes.map(({ id }: { id: string }) => id));
      after = `, after: "${jobs.pageInfo.endCursor}"`;
      more = jobs.pageInfo.hasNextPage;
      await gateway.data(
        `mutation { initiateInventoryRetrieval(input: { ${vaultRefText('media-masters')} }) { __typename } }`,
      );
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBeGreaterThanOrEqual(500);
  });

  test('reports for each source whether it answered', async () => {
    await using gateway = await startGateway();
    gateway.simulator.faults.set([
      { operation: 's3control.ListJobs', kind: 'error', code: 'AccessDenied', status: 403, message: 'Access Denied' },
    ]);
    const { data, errors } = await gateway.query(page('first: 5'));
    expect(errors).toBeUndefined();
    expect(data.jobs.nodes).toHaveLength(5);
    const rows = data.jobs.sources.map(
      ({ accountId, service, status }: Record<string, string>) => `${accountId} ${service} ${status}`,
    );
    expect(new Set(rows)).toEqual(
      new Set([
        '111122223333 GLACIER OK',
        '111122223333 S3_BATCH_OPERATIONS DENIED',
        '444455556666 GLACIER OK',
        '444455556666 S3_BATCH_OPERATIONS DENIED',
        '777788889999 GLACIER CLOSED_TO_ACCOUNT',
        '777788889999 S3_BATCH_OPERATIONS DENIED',
      ]),
    );
  });

  test('reports where it stopped reading', async () => {
    await using gateway = await startGateway({ JOBS_PER_SOURCE: 100 });
    const { jobs } = await gateway.data(
      page('filter: { accountIds: ["111122223333"], regions: ["us-east-1"] }, first: 1000'),
    );
    expect(jobs.sources.map(({ truncated }: { truncated: boolean }) => truncated)).toEqual([true, true]);
    expect(jobs.nodes).toHaveLength(200);
  });

  test.each([
    ['an account outside the configured ones', 'filter: { accountIds: ["999999999999"] }', /^filter\.accountIds\.0: /],
    ['a region outside the configured ones', 'filter: { regions: ["mars-north-1"] }', /^filter\.regions\.0: /],
    ['a cursor of another filter', 'filter: { kinds: [BATCH] }, after: "bm9uc2Vuc2Ugbm9uc2Vuc2U"', /^after: /],
  ])('rejects %s before any AWS call', async (_, args, message) => {
    await using gateway = await startGateway();
    const { errors } = await gateway.query(page(args));
    expect(errors?.[0]?.message).toMatch(message);
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect(gateway.calls()).toEqual({});
  });
});
