// What the gateway says of failed jobs and refused starts, and the AWS calls that it costs.
import { expect, test } from 'vitest';
import { vaultAddress, vaultRef } from '../support/references.ts';
import { startGateway } from '../support/startGateway.ts';
import { reportedJob } from './reportedJobs.ts';

const diagnosed = 'status diagnoses { code summary remedy retryable confidence documentation }';

test('Batch jobs are diagnosed, and only those that failed cost a DescribeJob', async () => {
  await using gateway = await startGateway();
  const { batchJobs } = await gateway.data(`{ batchJobs(first: 1000) { nodes { ${diagnosed} } } }`);
  const nodes: { status: string; diagnoses: { code: string; remedy: string }[] }[] = batchJobs.nodes;
  const failed = nodes.filter(({ status }) => status === 'FAILED');
  expect(failed.length).toBeGreaterThan(10);
  const { 's3control.DescribeJob': described } = gateway.calls();
  expect(described).toBe(failed.length);
  const codes = new Set(nodes.flatMap(({ diagnoses }) => diagnoses.map(({ code }) => code)));
  expect([...codes].sort()).toEqual([
    'ALL_TASKS_FAILED',
    'MANIFEST_EMPTY',
    'MANIFEST_FORBIDDEN',
    'NOT_CONFIRMED',
    'REPORT_NOT_WRITTEN',
    'SOME_TASKS_FAILED',
    'TOO_MANY_TASKS_FAILED',
  ]);
  for (const { status, diagnoses } of nodes) {
    if (status === 'FAILED') expect(diagnoses).not.toEqual([]);
    if (status === 'ACTIVE' || status === 'CANCELLED') expect(diagnoses).toEqual([]);
  }
});

test('a job whose manifest does not exist has a diagnosis, as every other failure at the manifest', async () => {
  await using gateway = await startGateway({ seed: 'empty' });
  const failures = ['wrong-etag', 'forbidden', 'no-such-manifest', 'bad-manifest'];
  const found: string[] = [];
  for (const words of failures) {
    const { jobId } = await reportedJob(gateway, { words });
    const { batchJob } = await gateway.data(`query ($id: String!) { batchJob(jobId: $id) { ${diagnosed} } }`, {
      id: jobId,
    });
    expect(batchJob.status).toBe('FAILED');
    found.push(batchJob.diagnoses.map(({ code }: { code: string }) => code).join());
  }
  expect(found).toEqual(['MANIFEST_CHANGED', 'MANIFEST_FORBIDDEN', 'MANIFEST_NOT_FOUND', 'MANIFEST_INVALID']);
});

test('a refused start has a diagnosis, and another error has none', async () => {
  await using gateway = await startGateway();
  const start = async (field: string, input: object) => {
    const data = await gateway.data(
      `mutation ($input: ${field[0]?.toUpperCase()}${field.slice(1)}Input!) { result: ${field}(input: $input) {
        __typename ... on MutationError { code diagnosis { code remedy } } } }`,
      { input },
    );
    return data.result;
  };
  await gateway.data('mutation ($input: CreateVaultInput!) { createVault(input: $input) { __typename } }', {
    input: { vault: vaultAddress('new-vault') },
  });
  expect(await start('initiateInventoryRetrieval', { vault: vaultRef('new-vault') })).toMatchObject({
    diagnosis: { code: 'NO_INVENTORY_YET' },
  });
  expect(
    await start('initiateArchiveRetrieval', { vault: vaultRef('media-masters'), archiveId: 'x'.repeat(138) }),
  ).toMatchObject({ diagnosis: { code: 'ARCHIVE_NOT_FOUND' } });
  gateway.simulator.faults.set([
    { operation: 'glacier.InitiateJob', call: 1, kind: 'error', code: 'PolicyEnforcedException', status: 400 },
    { operation: 'glacier.InitiateJob', call: 2, kind: 'error', code: 'AccessDeniedException', status: 403 },
  ]);
  expect(await start('initiateInventoryRetrieval', { vault: vaultRef('media-masters') })).toMatchObject({
    code: 'POLICY_ENFORCED',
    diagnosis: { code: 'POLICY_ENFORCED' },
  });
  expect(await start('initiateInventoryRetrieval', { vault: vaultRef('media-masters') })).toMatchObject({
    code: 'FORBIDDEN',
    diagnosis: null,
  });
});
