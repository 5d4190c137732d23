// A write is reported by its own response. What is read afterwards adds to the payload: if that fails, its fields are null with
// an error at their path, and the payload stays.
import { createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import type { Fault } from '../../src/simulator/http/faults.ts';
import { documentOf, newBatchJob } from '../support/everyMutation.ts';
import { batchJobRef, vaultAddress, vaultRef } from '../support/references.ts';
import { type Answer, type Data, startGateway, type TestGateway } from '../support/startGateway.ts';

type Failure = Omit<Fault, 'operation'>;

const failures: readonly [name: string, failure: Failure, absent?: Failure][] = [
  ['is absent', { kind: 'error', code: 'ResourceNotFoundException', status: 404 }],
  ['is denied', { kind: 'error', code: 'AccessDeniedException', status: 403 }],
  ['is throttled', { kind: 'throttle' }],
  ['fails with a 500', { kind: '5xx' }],
  ['is not answered', { kind: 'delay', delayMilliseconds: 8_000 }],
];

/** The reads of a payload, by the service of the mutation. */
const reads = {
  glacier: ['DescribeJob', 'DescribeVault', 'ListTagsForVault', 'GetVaultNotifications', 'ListVaults'],
  s3control: ['DescribeJob', 'GetJobTagging', 'ListJobs'],
} as const;

/** Short enough for a test, long enough for a write on a busy machine. */
const impatient = { AWS_ATTEMPT_TIMEOUT_MS: 3_000, AWS_TIMEOUT_MS: 3_000 };

async function mutate(
  gateway: TestGateway,
  field: string,
  input: Record<string, unknown>,
  payload: string,
): Promise<Answer> {
  return gateway.query(documentOf({ field, payload }), { input });
}

/** Every null of the data at a path of an error, and every path of an error at a null. */
function expectNullsAtErrors({ data, errors }: Answer, nulls: readonly string[]): void {
  expect((errors ?? []).map(({ path }) => path?.join('.')).sort()).toEqual([...nulls].sort());
  for (const { path = [] } of errors ?? []) {
    expect(
      path.reduce<Data>((value, key) => value[key], data),
      path.join('.'),
    ).toBeNull();
  }
}

const failReads = (gateway: TestGateway, service: keyof typeof reads, failure: Failure) =>
  gateway.simulator.faults.set(reads[service].map((name) => ({ operation: `${service}.${name}`, ...failure })));

const s3Absent = (failure: Failure): Failure =>
  failure.code === 'ResourceNotFoundException' ? { ...failure, code: 'NoSuchJob' } : failure;

describe.each(failures)('if the read after the write %s,', (_, failure) => {
  test.concurrent('createBatchJob returns the job as it was requested', async () => {
    await using gateway = await startGateway({ seed: 'empty', ...impatient });
    failReads(gateway, 's3control', s3Absent(failure));
    const answer = await mutate(
      gateway,
      'createBatchJob',
      { ...newBatchJob, description: 'All of 2019' },
      `job {
        id jobId jobArn phase status outcome priority jobDescription operationName roleArn confirmationRequired creationDate
        manifest { location { eTag } } report { enabled } failureReasons { failureCode } suspendedDate
        progressSummary { totalNumberOfTasks } tags { key }
      }`,
    );
    const { jobId } = answer.data.result.job;
    expect(answer.data.result).toEqual({
      __typename: 'CreateBatchJobPayload',
      job: {
        id: expect.any(String),
        jobId: expect.stringMatching(/^[\w-]{36}$/),
        jobArn: `arn:aws:s3:us-east-1:111122223333:job/${jobId}`,
        phase: 'QUEUED',
        status: 'NEW',
        outcome: null,
        priority: 10,
        jobDescription: 'All of 2019',
        operationName: 'S3_INITIATE_RESTORE_OBJECT',
        roleArn: newBatchJob.roleArn,
        confirmationRequired: false,
        creationDate: expect.any(String),
        manifest: { location: { eTag: newBatchJob.manifest.manifest.location.eTag } },
        report: { enabled: false },
        failureReasons: null,
        suspendedDate: null,
        progressSummary: null,
        tags: null,
      },
    });
    expectNullsAtErrors(answer, [
      'result.job.failureReasons',
      'result.job.progressSummary',
      'result.job.suspendedDate',
      'result.job.tags',
    ]);
    gateway.simulator.faults.clear();
    const { batchJobs } = await gateway.data('{ batchJobs { nodes { jobId } } }');
    expect(batchJobs.nodes).toEqual([{ jobId }]);
  });

  test.concurrent('the other mutations of a Batch job return what they determine', async () => {
    await using gateway = await startGateway({ seed: 'empty', ...impatient });
    const { data } = await mutate(
      gateway,
      'createBatchJob',
      { ...newBatchJob, confirmationRequired: true },
      'job { jobId }',
    );
    const { jobId } = data.result.job;
    // Its manifest is read.
    gateway.clock.advance(3_600_000);
    failReads(gateway, 's3control', s3Absent(failure));

    const priority = await mutate(
      gateway,
      'setBatchJobPriority',
      { job: batchJobRef(jobId), priority: 7 },
      'job { jobId priority }',
    );
    expect(priority).toMatchObject({ data: { result: { job: { jobId, priority: 7 } } } });
    expectNullsAtErrors(priority, []);
    const tags = await mutate(
      gateway,
      'setBatchJobTags',
      { job: batchJobRef(jobId), tags: [] },
      'job { jobId tags { key } roleArn }',
    );
    expect(tags).toMatchObject({ data: { result: { __typename: 'SetBatchJobTagsPayload', job: { jobId } } } });
    expectNullsAtErrors(tags, ['result.job.roleArn', 'result.job.tags']);
    const confirmed = await mutate(
      gateway,
      'confirmBatchJob',
      { job: batchJobRef(jobId) },
      'job { jobId status phase }',
    );
    expect(confirmed).toMatchObject({ data: { result: { job: { jobId, status: 'READY', phase: 'QUEUED' } } } });
    expectNullsAtErrors(confirmed, []);
    const cancelled = await mutate(
      gateway,
      'cancelBatchJob',
      { job: batchJobRef(jobId) },
      'job { jobId creationDate }',
    );
    expect(cancelled).toMatchObject({ data: { result: { __typename: 'CancelBatchJobPayload', job: null } } });
    expectNullsAtErrors(cancelled, ['result.job']);
  });

  test.concurrent.each([
    [
      'initiateArchiveRetrieval',
      { vault: vaultRef('media-masters') },
      `action tier archiveId retrievalByteRange { start } statusMessage archiveSizeInBytes sha256TreeHash archiveSha256TreeHash
       output { url }`,
      { action: 'ARCHIVE_RETRIEVAL', tier: 'STANDARD', output: null },
      ['archiveSha256TreeHash', 'archiveSizeInBytes', 'retrievalByteRange', 'sha256TreeHash', 'statusMessage'],
    ],
    [
      'initiateInventoryRetrieval',
      { vault: vaultRef('media-masters'), limit: 5 },
      'action statusMessage inventoryRetrievalParameters { format limit } inventory { vaultArn }',
      { action: 'INVENTORY_RETRIEVAL', inventoryRetrievalParameters: { format: 'JSON', limit: 5 }, inventory: null },
      ['statusMessage'],
    ],
    [
      'ensureInventory',
      { vault: vaultRef('huge-archives'), maxAgeSeconds: 0 },
      'action statusMessage inventoryRetrievalParameters { format }',
      { action: 'INVENTORY_RETRIEVAL', inventoryRetrievalParameters: { format: 'JSON' } },
      ['statusMessage'],
    ],
  ])('%s returns the job as it was requested', async (field, input, fields, expected, nulls) => {
    await using world = await startGateway();
    await using gateway = await startGateway({ beside: world, ...impatient });
    const archive = await world.data(
      '{ vault(name: "media-masters") { latestInventory { inventory { archives(first: 1) { nodes { archiveId } } } } } }',
    );
    const [{ archiveId }] = archive.vault.latestInventory.inventory.archives.nodes;
    failReads(gateway, 'glacier', failure);
    const given = field === 'initiateArchiveRetrieval' ? { ...input, archiveId } : input;
    const answer = await mutate(gateway, field, given, `job { jobId phase vault { name } creationDate ${fields} }`);
    expect(answer.data.result.job).toMatchObject({
      jobId: expect.stringMatching(/^[\w-]{92}$/),
      phase: 'RUNNING',
      vault: { name: input.vault.address.name },
      creationDate: expect.any(String),
      ...expected,
    });
    expectNullsAtErrors(
      answer,
      nulls.map((name) => `result.job.${name}`),
    );
  });

  test.concurrent('the mutations of a vault return its name, and an error for each field that is read', async () => {
    await using gateway = await startGateway(impatient);
    failReads(gateway, 'glacier', failure);
    const vault = 'vault { id name creationDate tags { key } }';
    const nulls = ['result.vault.creationDate', 'result.vault.tags'];
    const created = await mutate(gateway, 'createVault', { vault: vaultAddress('one-more') }, vault);
    expect(created.data.result).toMatchObject({ __typename: 'CreateVaultPayload', vault: { name: 'one-more' } });
    expectNullsAtErrors(created, nulls);
    const silenced = await mutate(
      gateway,
      'setVaultNotifications',
      { vault: vaultRef('media-masters'), notifications: null },
      vault,
    );
    expect(silenced.data.result).toMatchObject({ __typename: 'SetVaultNotificationsPayload' });
    expectNullsAtErrors(silenced, nulls);
  });
});

describe('what AWS need not send', () => {
  /** The simulator behind a proxy that drops a header of its responses. */
  async function withoutLocation(simulator: string) {
    const server = createServer((near, answer) => {
      const far = forward(
        new URL(near.url ?? '', simulator),
        { method: near.method, headers: near.headers },
        (response) => {
          const { location: _, ...headers } = response.headers;
          answer.writeHead(response.statusCode ?? 500, headers);
          response.pipe(answer);
        },
      );
      near.pipe(far);
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    return {
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      [Symbol.dispose]: () => {
        server.closeAllConnections();
        server.close();
      },
    };
  }

  test('is derived: the location of a new vault and of a new job', async () => {
    await using world = await startGateway();
    using proxy = await withoutLocation(world.simulator.url);
    await using gateway = await startGateway({ beside: world, endpoint: proxy.url });
    const created = await mutate(gateway, 'createVault', { vault: vaultAddress('one-more') }, 'location');
    expect(created.data.result).toMatchObject({ location: '/111122223333/vaults/one-more' });
    const started = await mutate(
      gateway,
      'initiateInventoryRetrieval',
      { vault: vaultRef('media-masters') },
      'location job { jobId }',
    );
    const { location, job } = started.data.result;
    expect(location).toBe(`/111122223333/vaults/media-masters/jobs/${job.jobId}`);
  });
});

test('setVaultTags that AWS accepts in part says so, and completes when it is sent again', async () => {
  await using gateway = await startGateway();
  const tags = Array.from({ length: 25 }, (_, index) => ({ key: `key ${index}`, value: 'new' }));
  gateway.simulator.faults.set([
    {
      operation: 'glacier.AddTagsToVault',
      call: { from: 2, to: 9 },
      kind: 'error',
      code: 'AccessDeniedException',
      status: 403,
    },
  ]);
  const input = { vault: vaultRef('empty-vault'), tags };
  const { data } = await mutate(gateway, 'setVaultTags', input, 'vault { tags { key } }');
  expect(data.result).toMatchObject({ __typename: 'ForbiddenError', code: 'FORBIDDEN' });
  expect(data.result.message).toMatch(
    /^The tags are changed in part: AWS accepted 1 of 3 calls, and then: .* Send the mutation again/,
  );
  gateway.simulator.faults.clear();
  const { data: complete } = await mutate(gateway, 'setVaultTags', input, 'vault { tags { key } }');
  expect(complete.result.vault.tags).toHaveLength(25);
});
