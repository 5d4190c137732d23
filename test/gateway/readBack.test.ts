// A write is reported by its own response. What is read afterwards adds to the payload: if that fails, its fields are null with
// an error at their path, and the payload stays with what was requested.
import { describe, expect, test } from 'vitest';
import { schema } from '../../src/schema/index.ts';
import { batchJobId } from '../../src/schema/kit/globalId.ts';
import type { Fault } from '../../src/simulator/http/fault.ts';
import { zeroContent } from '../../src/simulator/world/content.ts';
import type { Vault } from '../../src/simulator/world/records.ts';
import { documentOf, newBatchJob } from '../support/everyMutation.ts';
import { accountId, region, restoreRequest } from '../support/jobRequests.ts';
import { batchJobRef, home, vaultAddress, vaultRef } from '../support/references.ts';
import { type Answer, type Data, startGateway, type TestGateway } from '../support/startGateway.ts';

const topic = `arn:aws:sns:${region}:${accountId}:jobs`;
const tags = [{ key: 'team', value: 'archive' }];
const notRead = 'statusMessage';

/** What the mutations change. Each Batch mutation has a job of its own. */
function seed({ simulator: { world } }: TestGateway) {
  const location = world.location(accountId, region);
  // Old enough for an inventory.
  const longAgo = world.clock.now() - 72 * 3_600_000;
  world.addVault(location, 'superfluous', longAgo);
  const [photos, films] = ['photos', 'films'].map((name) => world.addVault(location, name, longAgo));
  const archive = (vault = photos as Vault) =>
    world.addArchive(vault, { content: zeroContent(1024), createdAt: longAgo }).id;
  archive(films);
  const job = (ConfirmationRequired: boolean) =>
    // Its manifest is read.
    world.addBatchJob(location, {
      request: { ...restoreRequest, ConfirmationRequired },
      createdAt: world.clock.now() - 120_000,
    }).id;
  const [archiveId, deleted] = [archive(), archive()];
  const batch = { suspended: job(true), cancelled: job(true), prioritized: job(true), tagged: job(true) };
  return { archiveId, deleted, ...batch, together: [job(true), job(true), job(true)] };
}

type Seeded = ReturnType<typeof seed>;

interface ReadBack {
  input: Record<string, unknown>;
  /** The selection: what was requested, and fields that are read afterwards. */
  payload: string;
  expected: Record<string, unknown>;
  /** The fields that are read, and null with an error. */
  nulls: readonly string[];
}

const vault = vaultRef('photos');

/** Every mutation. */
const readBacks: Record<string, (seeded: Seeded) => ReadBack> = {
  createVault: () => ({
    input: { vault: vaultAddress('one-more') },
    payload: 'location vault { name region creationDate }',
    expected: {
      location: `/${accountId}/vaults/one-more`,
      vault: { name: 'one-more', region, creationDate: null },
    },
    nulls: ['vault.creationDate'],
  }),
  deleteVault: () => ({
    input: { vault: vaultRef('superfluous') },
    payload: 'vaultName',
    expected: { vaultName: 'superfluous' },
    nulls: [],
  }),
  setVaultTags: () => ({
    input: { vault, tags },
    payload: 'vault { name tags { key value } creationDate }',
    expected: { vault: { name: 'photos', tags, creationDate: null } },
    nulls: ['vault.creationDate'],
  }),
  setVaultNotifications: () => ({
    input: { vault, notifications: { snsTopic: topic, events: ['ARCHIVE_RETRIEVAL_COMPLETED'] } },
    payload: 'vault { notifications { snsTopic events } creationDate }',
    expected: {
      vault: {
        notifications: { snsTopic: topic, events: ['ARCHIVE_RETRIEVAL_COMPLETED'] },
        creationDate: null,
      },
    },
    nulls: ['vault.creationDate'],
  }),
  deleteArchive: ({ deleted: archiveId }) => ({
    input: { vault: vaultRef('photos'), archiveId },
    payload: 'archiveId vault { name creationDate }',
    expected: { archiveId, vault: { name: 'photos', creationDate: null } },
    nulls: ['vault.creationDate'],
  }),
  setDataRetrievalPolicy: () => ({
    input: { location: home, strategy: 'BYTES_PER_HOUR', bytesPerHour: 1_000_000_000 },
    payload: 'dataRetrievalPolicy { rules { strategy bytesPerHour } }',
    expected: { dataRetrievalPolicy: { rules: [{ strategy: 'BYTES_PER_HOUR', bytesPerHour: 1_000_000_000 }] } },
    nulls: [],
  }),
  initiateArchiveRetrieval: ({ archiveId }) => ({
    input: { vault, archiveId, tier: 'BULK', description: 'All of 2019' },
    payload: `location job { action phase tier archiveId jobDescription vault { name } ${notRead} output { url } }`,
    expected: {
      location: expect.stringMatching(/^\/111122223333\/vaults\/photos\/jobs\/[\w-]{92}$/),
      job: {
        action: 'ARCHIVE_RETRIEVAL',
        phase: 'RUNNING',
        tier: 'BULK',
        archiveId,
        jobDescription: 'All of 2019',
        vault: { name: 'photos' },
        statusMessage: null,
        output: null,
      },
    },
    nulls: ['job.statusMessage'],
  }),
  initiateArchiveRetrievals: ({ archiveId }) => ({
    input: { vault, archiveIds: [archiveId] },
    payload: `started failed outcomes { archiveId result {
      ... on InitiateArchiveRetrievalPayload { job { phase tier archiveId ${notRead} } } ... on MutationError { code }
    } }`,
    expected: {
      started: 1,
      failed: 0,
      outcomes: [
        { archiveId, result: { job: { phase: 'RUNNING', tier: 'STANDARD', archiveId, statusMessage: null } } },
      ],
    },
    nulls: ['outcomes.0.result.job.statusMessage'],
  }),
  initiateInventoryRetrieval: () => ({
    input: { vault, limit: 5, snsTopic: topic },
    payload: `job { action phase snsTopic inventoryRetrievalParameters { format limit } ${notRead} inventory { vaultArn } }`,
    expected: {
      job: {
        action: 'INVENTORY_RETRIEVAL',
        phase: 'RUNNING',
        snsTopic: topic,
        inventoryRetrievalParameters: { format: 'JSON', limit: 5 },
        statusMessage: null,
        inventory: null,
      },
    },
    nulls: ['job.statusMessage'],
  }),
  initiateSelect: ({ archiveId }) => ({
    input: {
      vault,
      archiveId,
      selectParameters: {
        expression: 'select * from archive',
        inputSerialization: { csv: {} },
        outputSerialization: { csv: {} },
      },
      outputLocation: { s3: { bucketName: 'results', prefix: 'select' } },
    },
    payload: `job { action phase archiveId selectParameters { expression } outputLocation { s3 { bucketName } } ${notRead} }`,
    expected: {
      job: {
        action: 'SELECT',
        phase: 'RUNNING',
        archiveId,
        selectParameters: { expression: 'select * from archive' },
        outputLocation: { s3: { bucketName: 'results' } },
        statusMessage: null,
      },
    },
    nulls: ['job.statusMessage'],
  }),
  ensureInventory: () => ({
    input: { vault: vaultRef('films'), maxAgeSeconds: 0, format: 'CSV' },
    payload: `source job { phase inventoryRetrievalParameters { format } ${notRead} }`,
    expected: {
      source: 'STARTED',
      job: { phase: 'RUNNING', inventoryRetrievalParameters: { format: 'CSV' }, statusMessage: null },
    },
    nulls: ['job.statusMessage'],
  }),
  createBatchJob: () => ({
    input: { ...newBatchJob, description: 'All of 2019', tags },
    payload: `job {
      jobId jobArn phase status outcome priority jobDescription operationName roleArn confirmationRequired
      manifest { location { eTag } } report { enabled } tags { key value }
      failureReasons { failureCode } suspendedDate progressSummary { totalNumberOfTasks }
    }`,
    expected: {
      job: {
        jobId: expect.stringMatching(/^[\w-]{36}$/),
        jobArn: expect.stringMatching(/^arn:aws:s3:us-east-1:111122223333:job\/[\w-]{36}$/),
        phase: 'QUEUED',
        status: 'NEW',
        outcome: null,
        priority: 10,
        jobDescription: 'All of 2019',
        operationName: 'S3_INITIATE_RESTORE_OBJECT',
        roleArn: newBatchJob.roleArn,
        confirmationRequired: false,
        manifest: { location: { eTag: newBatchJob.manifest.manifest.location.eTag } },
        report: { enabled: false },
        tags,
        failureReasons: null,
        suspendedDate: null,
        progressSummary: null,
      },
    },
    nulls: ['job.failureReasons', 'job.progressSummary', 'job.suspendedDate'],
  }),
  confirmBatchJob: ({ suspended }) => ({
    input: { job: batchJobRef(suspended) },
    payload: 'job { jobId status phase roleArn }',
    expected: { job: { jobId: suspended, status: 'READY', phase: 'QUEUED', roleArn: null } },
    nulls: ['job.roleArn'],
  }),
  cancelBatchJob: ({ cancelled }) => ({
    input: { job: batchJobRef(cancelled), statusUpdateReason: 'No longer needed' },
    payload: 'job { jobId jobArn status phase }',
    expected: {
      job: {
        jobId: cancelled,
        jobArn: `arn:aws:s3:${region}:${accountId}:job/${cancelled}`,
        status: 'CANCELLED',
        phase: 'DONE',
      },
    },
    nulls: [],
  }),
  setBatchJobPriority: ({ prioritized }) => ({
    input: { job: batchJobRef(prioritized), priority: 7 },
    payload: 'job { jobId priority roleArn }',
    expected: { job: { jobId: prioritized, priority: 7, roleArn: null } },
    nulls: ['job.roleArn'],
  }),
  confirmBatchJobs: ({ together: [jobId = ''] }) => ({
    input: { jobs: { ids: [batchJobId({ ...home, jobId })] } },
    payload: 'changed outcomes { jobId result { ... on ConfirmBatchJobPayload { job { status phase roleArn } } } }',
    expected: {
      changed: 1,
      outcomes: [{ jobId, result: { job: { status: 'READY', phase: 'QUEUED', roleArn: null } } }],
    },
    nulls: ['outcomes.0.result.job.roleArn'],
  }),
  cancelBatchJobs: ({ together: [, jobId = ''] }) => ({
    input: { jobs: { ids: [batchJobId({ ...home, jobId })] } },
    payload: 'changed outcomes { jobId result { ... on CancelBatchJobPayload { job { status phase } } } }',
    expected: { changed: 1, outcomes: [{ jobId, result: { job: { status: 'CANCELLED', phase: 'DONE' } } }] },
    nulls: [],
  }),
  setBatchJobPriorities: ({ together: [, , jobId = ''] }) => ({
    input: { jobs: { ids: [batchJobId({ ...home, jobId })] }, priority: 7 },
    payload: 'changed outcomes { jobId result { ... on SetBatchJobPriorityPayload { job { priority roleArn } } } }',
    expected: { changed: 1, outcomes: [{ jobId, result: { job: { priority: 7, roleArn: null } } }] },
    nulls: ['outcomes.0.result.job.roleArn'],
  }),
  setBatchJobTags: ({ tagged }) => ({
    input: { job: batchJobRef(tagged), tags },
    payload: 'job { jobId tags { key value } roleArn }',
    expected: { job: { jobId: tagged, tags, roleArn: null } },
    nulls: ['job.roleArn'],
  }),
};

type Failure = Omit<Fault, 'operation'>;

const failures: readonly [name: string, failure: Failure][] = [
  ['is absent', { kind: 'error', code: 'ResourceNotFoundException', status: 404 }],
  ['is denied', { kind: 'error', code: 'AccessDeniedException', status: 403 }],
  ['is throttled', { kind: 'throttle' }],
  ['fails with a 500', { kind: '5xx' }],
  ['is late', { kind: 'delay', delayMilliseconds: 8_000 }],
  ['is malformed', { kind: 'garbage' }],
  ['is cut off', { kind: 'truncated' }],
];

/** The reads after a write. setVaultTags reads the tags before it writes, and ensureInventory the jobs. */
const reads = [
  'glacier.DescribeJob',
  'glacier.DescribeVault',
  'glacier.GetVaultNotifications',
  'glacier.ListVaults',
  's3control.DescribeJob',
  's3control.GetJobTagging',
  's3control.ListJobs',
];

const failReads = ({ simulator }: TestGateway, failure: Failure) =>
  simulator.faults.set(
    reads.map((operation) => ({
      operation,
      ...failure,
      ...(failure.status === 404 && operation.startsWith('s3control') ? { code: 'NoSuchJob' } : {}),
    })),
  );

/** Real time: long enough for a write on a busy machine, and what a read takes that is late. */
const impatient = { AWS_ATTEMPT_TIMEOUT_MS: 3_000, AWS_TIMEOUT_MS: 3_000 };

const mutate = (gateway: TestGateway, field: string, input: object, payload: string): Promise<Answer> =>
  gateway.query(documentOf({ field, payload }), { input });

/** Every path of an error leads to a null, and these paths are all. */
function expectNullsAtErrors(field: string, { data, errors }: Answer, nulls: readonly string[]): void {
  expect((errors ?? []).map(({ path }) => path?.join('.')).sort(), field).toEqual(
    nulls.map((name) => `result.${name}`).sort(),
  );
  for (const { path = [] } of errors ?? []) {
    expect(
      path.reduce<Data>((value, key) => value[key], data),
      `${field}: ${path.join('.')}`,
    ).toBeNull();
  }
}

test('every mutation has a case', () => {
  // Three read jobs before they write: retryBatchJob.test.ts, docs/keepStaged.test.ts and restageArchiveRetrievals.test.ts have
  // their cases. The last one writes nothing to AWS.
  const readers = ['retryBatchJob', 'restageArchiveRetrieval', 'restageArchiveRetrievals'];
  const covered = [...Object.keys(readBacks), ...readers, 'stopKeepingStaged'].sort();
  expect(covered).toEqual(Object.keys(schema.getMutationType()?.getFields() ?? {}).sort());
});

describe.each(failures)('if the read after a write %s,', (_, failure) => {
  test('every mutation returns its payload with what was requested', async () => {
    await using world = await startGateway({ seed: 'empty' });
    const seeded = seed(world);
    failReads(world, failure);
    const timeouts = failure.kind === 'delay' ? impatient : {};
    // The failures of one mutation must not stop the calls of another: each has a gateway of its own.
    const cases = await Promise.all(
      Object.entries(readBacks).map(async ([field, caseOf]) => ({
        field,
        ...caseOf(seeded),
        gateway: await startGateway({ beside: world, ...timeouts }),
      })),
    );
    try {
      const answers = await Promise.all(
        cases.map(({ gateway, field, input, payload }) => mutate(gateway, field, input, payload)),
      );
      for (const [index, { field, expected, nulls }] of cases.entries()) {
        const answer = answers[index] as Answer;
        const type = `${field.charAt(0).toUpperCase()}${field.slice(1)}Payload`;
        expect(answer.data.result, field).toEqual({ __typename: type, ...expected });
        expectNullsAtErrors(field, answer, nulls);
      }
    } finally {
      await Promise.all(cases.map(({ gateway }) => gateway.close()));
    }
  });
});

test('a field of a Batch job that neither the change nor its response determines leaves no job, and an error', async () => {
  await using gateway = await startGateway({ seed: 'empty' });
  const { cancelled } = seed(gateway);
  failReads(gateway, { kind: 'error', code: 'AccessDenied', status: 403 });
  const answer = await mutate(gateway, 'cancelBatchJob', { job: batchJobRef(cancelled) }, 'job { jobId creationDate }');
  expect(answer.data.result).toEqual({ __typename: 'CancelBatchJobPayload', job: null });
  expectNullsAtErrors('cancelBatchJob', answer, ['job']);
});

test('a read of a Batch job that fails after a change is not repeated for other fields', async () => {
  await using gateway = await startGateway({ seed: 'empty' });
  const { prioritized } = seed(gateway);
  failReads(gateway, { kind: 'error', code: 'AccessDenied', status: 403 });
  gateway.calls();
  const input = { job: batchJobRef(prioritized), priority: 7 };
  const answer = await mutate(gateway, 'setBatchJobPriority', input, 'job { priority roleArn confirmationRequired }');
  expect(answer.data.result.job).toEqual({ priority: 7, roleArn: null, confirmationRequired: null });
  expectNullsAtErrors('setBatchJobPriority', answer, ['job.roleArn', 'job.confirmationRequired']);
  expect(gateway.calls()).toEqual({ 's3control.UpdateJobPriority': 1, 's3control.DescribeJob': 1 });
});

test('setVaultTags that AWS accepts in part says so, and completes when it is sent again', async () => {
  await using gateway = await startGateway();
  const many = Array.from({ length: 25 }, (_, index) => ({ key: `key ${index}`, value: 'new' }));
  gateway.simulator.faults.set([
    {
      operation: 'glacier.AddTagsToVault',
      call: { from: 2, to: 9 },
      kind: 'error',
      code: 'AccessDeniedException',
      status: 403,
    },
  ]);
  const input = { vault: vaultRef('empty-vault'), tags: many };
  const { data } = await mutate(gateway, 'setVaultTags', input, 'vault { tags { key } }');
  expect(data.result).toMatchObject({ __typename: 'ForbiddenError', code: 'FORBIDDEN' });
  expect(data.result.message).toMatch(
    /^The tags are changed in part: AWS accepted 1 of 3 calls, and then: .* Send the mutation again/,
  );
  gateway.simulator.faults.clear();
  const { data: complete } = await mutate(gateway, 'setVaultTags', input, 'vault { tags { key } }');
  expect(complete.result.vault.tags).toHaveLength(25);
});
