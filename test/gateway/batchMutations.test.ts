// S3 Batch Operations jobs from the mutation to their end, compared with the state of the simulator.

import { describe, expect, test } from 'vitest';
import { batchJobRef, home } from '../support/references.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';

const errorFields = '... on MutationError { code message retryable awsCode } ... on InvalidInputError { path }';
/** Selected if the job's status can forbid the mutation. */
const stateFields = '... on JobStatusError { status }';

async function mutate(
  gateway: TestGateway,
  field: string,
  input: Record<string, unknown>,
  job = 'jobId status phase outcome',
) {
  const type = `${field.charAt(0).toUpperCase()}${field.slice(1)}`;
  const { result } = await gateway.data(
    `mutation ($input: ${type}Input!) { result: ${field}(input: $input) { __typename ... on ${type}Payload { job { ${job} } } ${errorFields} ${/^(confirm|cancel)/.test(field) ? stateFields : ''} } }`,
    { input },
  );
  return result;
}

const operation = { s3InitiateRestoreObject: { expirationInDays: 7, glacierJobTier: 'BULK' } };
const location = { objectArn: 'arn:aws:s3:::manifests/restore.csv', eTag: '60e460c9d1046e73f7dde5043ac3ae85' };
const manifest = {
  manifest: { spec: { format: 'S3_BATCH_OPERATIONS_CSV_20180820', fields: ['BUCKET', 'KEY'] }, location },
};
const restore = {
  location: home,
  operation,
  manifest,
  priority: 10,
  roleArn: 'arn:aws:iam::111122223333:role/batch',
};

const anEmptyGateway = () => startGateway({ seed: 'empty' });

describe('createBatchJob', () => {
  test('creates a job whose progress never decreases until its end', async () => {
    await using gateway = await anEmptyGateway();
    const created = await mutate(
      gateway,
      'createBatchJob',
      { ...restore, description: 'All of 2019', tags: [{ key: 'a', value: 'b' }] },
      'id jobId status confirmationRequired jobDescription priority roleArn tags { key value }',
    );
    expect(created.job).toMatchObject({
      confirmationRequired: false,
      jobDescription: 'All of 2019',
      priority: 10,
      roleArn: restore.roleArn,
      tags: [{ key: 'a', value: 'b' }],
    });
    let done = -1;
    let last: { phase: string; outcome: string | null; completionDate: string | null } = {
      phase: '',
      outcome: null,
      completionDate: null,
    };
    for (let minutes = 0; minutes < 24 * 60 && last.phase !== 'DONE'; minutes += 5) {
      const { node } = await gateway.data(
        'query ($id: ID!) { node(id: $id) { ... on BatchJob { phase outcome completionDate terminationDate pollAfterSeconds expectedCompletion { earliest latest } progressSummary { totalNumberOfTasks numberOfTasksSucceeded numberOfTasksFailed fractionDone elapsedTimeInActiveSeconds } } } }',
        { id: created.job.id },
      );
      const { numberOfTasksSucceeded, numberOfTasksFailed } = node.progressSummary;
      expect(numberOfTasksSucceeded + numberOfTasksFailed).toBeGreaterThanOrEqual(done);
      done = numberOfTasksSucceeded + numberOfTasksFailed;
      last = node;
      gateway.clock.advance(5 * 60_000);
    }
    expect(last).toMatchObject({
      phase: 'DONE',
      outcome: 'SUCCEEDED',
      completionDate: expect.any(String),
      pollAfterSeconds: null,
      expectedCompletion: null,
    });
  });

  test('returns the same job for the same key, and rejects the key with other arguments', async () => {
    await using gateway = await anEmptyGateway();
    const first = await mutate(gateway, 'createBatchJob', { ...restore, idempotencyKey: 'restore 2019' });
    const again = await mutate(gateway, 'createBatchJob', { ...restore, idempotencyKey: 'restore 2019' });
    expect(again.job.jobId).toBe(first.job.jobId);
    expect(
      await mutate(gateway, 'createBatchJob', { ...restore, priority: 11, idempotencyKey: 'restore 2019' }),
    ).toMatchObject({
      __typename: 'IdempotencyError',
      code: 'IDEMPOTENCY_MISMATCH',
      awsCode: 'IdempotencyException',
    });
    const other = await mutate(gateway, 'createBatchJob', restore);
    expect(other.job.jobId).not.toBe(first.job.jobId);
  });

  test.each([
    ['a 500', { kind: '5xx', when: 'after' }],
    ['a reset', { kind: 'reset', when: 'after' }],
    ['an answer cut short', { kind: 'truncated', when: 'after' }],
  ] as const)('makes one job although %s loses the first answer', async (_, fault) => {
    await using gateway = await anEmptyGateway();
    gateway.simulator.faults.set([{ operation: 's3control.CreateJob', call: 1, ...fault }]);
    await mutate(gateway, 'createBatchJob', { ...restore, idempotencyKey: 'once' });
    gateway.simulator.faults.clear();
    const { job } = await mutate(gateway, 'createBatchJob', { ...restore, idempotencyKey: 'once' });
    const { batchJobs } = await gateway.data('{ batchJobs { nodes { jobId } } }');
    expect(batchJobs.nodes).toEqual([{ jobId: job.jobId }]);
  });

  test.each([
    [{ idempotencyKey: 'once' }, true],
    [{}, false],
  ])('with %j is INDETERMINATE if all answers are lost, retryable: %s', async (key, retryable) => {
    await using gateway = await anEmptyGateway();
    gateway.simulator.faults.set([{ operation: 's3control.CreateJob', kind: '5xx', when: 'after' }]);
    expect(await mutate(gateway, 'createBatchJob', { ...restore, ...key })).toMatchObject({
      __typename: 'IndeterminateError',
      retryable,
    });
    const { batchJobs } = await gateway.data('{ batchJobs { nodes { jobId } } }');
    expect(batchJobs.nodes).toHaveLength(1);
  });

  test('is INDETERMINATE if a refusal follows a lost answer', async () => {
    await using gateway = await anEmptyGateway();
    gateway.simulator.faults.set([
      { operation: 's3control.CreateJob', call: 1, kind: 'reset', when: 'after' },
      { operation: 's3control.CreateJob', call: 2, kind: 'error', code: 'AccessDenied', status: 403 },
    ]);
    expect(await mutate(gateway, 'createBatchJob', restore)).toMatchObject({ code: 'INDETERMINATE' });
  });

  test('waits until AWS returns the job that it has just created', async () => {
    await using gateway = await anEmptyGateway();
    gateway.simulator.faults.set([
      { operation: 's3control.DescribeJob', call: { from: 1, to: 2 }, kind: 'error', code: 'NoSuchJob', status: 404 },
    ]);
    expect(await mutate(gateway, 'createBatchJob', restore)).toMatchObject({ __typename: 'CreateBatchJobPayload' });
    expect(gateway.calls()).toEqual({ 's3control.CreateJob': 1, 's3control.DescribeJob': 3 });
  });

  test.each([
    ['a priority below 0', { priority: -1 }, ['input', 'priority']],
    ['a role that is none', { roleArn: 'arn:aws:s3:::role' }, ['input', 'roleArn']],
    ['an empty description', { description: '' }, ['input', 'description']],
    [
      'a tag twice',
      {
        tags: [
          { key: 'a', value: '' },
          { key: 'a', value: '' },
        ],
      },
      ['input', 'tags', '1', 'key'],
    ],
    ['an empty idempotency key', { idempotencyKey: '' }, ['input', 'idempotencyKey']],
    [
      'an account outside the configured ones',
      { location: { ...home, accountId: '999999999999' } },
      ['input', 'location', 'accountId'],
    ],
    [
      'no day of expiration',
      { operation: { s3InitiateRestoreObject: { expirationInDays: 0 } } },
      expect.arrayContaining(['expirationInDays']),
    ],
    [
      'days of expiration for Intelligent-Tiering',
      {
        manifest: {
          manifestGenerator: {
            sourceBucket: 'arn:aws:s3:::bucket',
            enableManifestOutput: false,
            filter: { matchAnyStorageClass: ['INTELLIGENT_TIERING'] },
          },
        },
      },
      expect.arrayContaining(['expirationInDays']),
    ],
  ])('rejects %s before any AWS call, with its path', async (_, wrong, path) => {
    await using gateway = await anEmptyGateway();
    expect(await mutate(gateway, 'createBatchJob', { ...restore, ...wrong })).toMatchObject({
      __typename: 'InvalidInputError',
      path,
    });
    expect(gateway.calls()).toEqual({});
  });

  test.each([
    ['the Expedited tier', { operation: { s3InitiateRestoreObject: { glacierJobTier: 'EXPEDITED' } } }],
    ['two operations', { operation: { ...operation, s3ReplicateObject: {} } }],
    [
      'a manifest and a generator',
      {
        manifest: {
          ...manifest,
          manifestGenerator: { sourceBucket: 'arn:aws:s3:::bucket', enableManifestOutput: false },
        },
      },
    ],
    ['no operation', { operation: {} }],
  ])('does not accept %s in the schema', async (_, wrong) => {
    await using gateway = await anEmptyGateway();
    const { errors } = await gateway.query(
      'mutation ($input: CreateBatchJobInput!) { createBatchJob(input: $input) { __typename } }',
      { input: { ...restore, ...wrong } },
    );
    expect(errors?.[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
    expect(gateway.calls()).toEqual({});
  });
});

describe('a job that awaits confirmation', () => {
  /** A job that AWS has prepared. */
  async function suspended(gateway: TestGateway): Promise<string> {
    const { job } = await mutate(gateway, 'createBatchJob', { ...restore, confirmationRequired: true });
    gateway.clock.advance(3600_000);
    return job.jobId;
  }

  test('is confirmed with its reason', async () => {
    await using gateway = await anEmptyGateway();
    const jobId = await suspended(gateway);
    expect(await gateway.data('query ($id: String!) { batchJob(jobId: $id) { status phase } }', { id: jobId })).toEqual(
      {
        batchJob: { status: 'SUSPENDED', phase: 'AWAITING_CONFIRMATION' },
      },
    );
    const { job } = await mutate(
      gateway,
      'confirmBatchJob',
      { job: batchJobRef(jobId), statusUpdateReason: 'go' },
      'status statusUpdateReason',
    );
    expect(job).toEqual({ status: expect.stringMatching(/READY|ACTIVE/), statusUpdateReason: 'go' });
  });

  test.each([
    ['confirmBatchJob', /READY|ACTIVE/],
    ['cancelBatchJob', /CANCEL/],
  ])('is changed by %s if the answer is lost and the retry is refused', async (field, status) => {
    await using gateway = await anEmptyGateway();
    const jobId = await suspended(gateway);
    gateway.simulator.faults.set([{ operation: 's3control.UpdateJobStatus', call: 1, kind: 'reset', when: 'after' }]);
    gateway.calls();
    expect(await mutate(gateway, field, { job: batchJobRef(jobId) })).toMatchObject({
      job: { status: expect.stringMatching(status) },
    });
    expect(gateway.calls()['s3control.UpdateJobStatus']).toBe(2);
  });

  test.each(['confirmBatchJob', 'cancelBatchJob'])(
    'is not refused by %s if the answer is lost, the retry is refused and the job cannot be read',
    async (field) => {
      await using gateway = await anEmptyGateway();
      const jobId = await suspended(gateway);
      gateway.simulator.faults.set([
        { operation: 's3control.UpdateJobStatus', call: 1, kind: 'reset', when: 'after' },
        { operation: 's3control.DescribeJob', kind: 'error', code: 'AccessDenied', status: 403 },
        { operation: 's3control.ListJobs', kind: 'error', code: 'AccessDenied', status: 403 },
      ]);
      expect(await mutate(gateway, field, { job: batchJobRef(jobId) }, 'jobId')).toMatchObject({
        __typename: 'ServiceUnavailableError',
        retryable: true,
      });
      gateway.simulator.faults.clear();
      expect(await mutate(gateway, field, { job: batchJobRef(jobId) }, 'jobId')).toMatchObject({
        __typename: 'JobStatusError',
        status: expect.stringMatching(/^(READY|ACTIVE|CANCELLED)$/),
      });
    },
  );

  test('is changed if every answer is lost and the job shows the change', async () => {
    await using gateway = await anEmptyGateway();
    const jobId = await suspended(gateway);
    gateway.simulator.faults.set([{ operation: 's3control.UpdateJobStatus', kind: '5xx', when: 'after' }]);
    expect(await mutate(gateway, 'cancelBatchJob', { job: batchJobRef(jobId) })).toMatchObject({
      job: { outcome: 'CANCELLED' },
    });
  });

  test('is not confirmed if it was cancelled, whichever answers were lost', async () => {
    await using gateway = await anEmptyGateway();
    const jobId = await suspended(gateway);
    await mutate(gateway, 'cancelBatchJob', { job: batchJobRef(jobId) });
    gateway.simulator.faults.set([{ operation: 's3control.UpdateJobStatus', call: 1, kind: 'reset', when: 'after' }]);
    expect(await mutate(gateway, 'confirmBatchJob', { job: batchJobRef(jobId) })).toMatchObject({
      __typename: 'JobStatusError',
      status: 'CANCELLED',
    });
  });

  test('is not confirmed if AWS does not answer, and the error is retryable', async () => {
    await using gateway = await anEmptyGateway();
    const jobId = await suspended(gateway);
    gateway.simulator.faults.set([{ operation: 's3control.UpdateJobStatus', kind: '5xx' }]);
    expect(await mutate(gateway, 'confirmBatchJob', { job: batchJobRef(jobId) })).toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
      retryable: true,
    });
  });

  test('is cancelled at once, and rejects further changes with its status', async () => {
    await using gateway = await anEmptyGateway();
    const jobId = await suspended(gateway);
    expect((await mutate(gateway, 'cancelBatchJob', { job: batchJobRef(jobId) })).job).toMatchObject({
      phase: 'DONE',
      outcome: 'CANCELLED',
    });
    for (const again of ['cancelBatchJob', 'confirmBatchJob']) {
      expect(await mutate(gateway, again, { job: batchJobRef(jobId) })).toMatchObject({
        __typename: 'JobStatusError',
        code: 'JOB_STATUS',
        status: 'CANCELLED',
        awsCode: 'JobStatusException',
      });
    }
  });

  test('fails after 30 days', async () => {
    await using gateway = await anEmptyGateway();
    const jobId = await suspended(gateway);
    gateway.clock.advance(31 * 24 * 3600_000);
    const { batchJob } = await gateway.data(
      'query ($id: String!) { batchJob(jobId: $id) { outcome failureReasons { failureReason } } }',
      { id: jobId },
    );
    expect(batchJob).toMatchObject({ outcome: 'FAILED' });
  });
});

test('the priority and tags of a Batch job are set and read back', async () => {
  await using gateway = await anEmptyGateway();
  const { job } = await mutate(gateway, 'createBatchJob', restore);
  expect(
    await mutate(gateway, 'setBatchJobPriority', { job: batchJobRef(job.jobId), priority: 99 }, 'priority'),
  ).toMatchObject({
    job: { priority: 99 },
  });
  const tags = [{ key: 'project', value: 'x' }];
  expect(
    await mutate(gateway, 'setBatchJobTags', { job: batchJobRef(job.jobId), tags }, 'tags { key value }'),
  ).toMatchObject({
    job: { tags },
  });
  expect(
    await mutate(gateway, 'setBatchJobTags', { job: batchJobRef(job.jobId), tags: [] }, 'tags { key value }'),
  ).toMatchObject({
    job: { tags: [] },
  });
});

test.each(['confirmBatchJob', 'cancelBatchJob'])(
  '%s of a job that does not exist is a NotFoundError',
  async (field) => {
    await using gateway = await anEmptyGateway();
    expect(await mutate(gateway, field, { job: batchJobRef('none') })).toMatchObject({
      __typename: 'NotFoundError',
      code: 'NOT_FOUND',
    });
  },
);

test('the Batch jobs of the demo world have the phases common to both services', async () => {
  await using gateway = await startGateway();
  const { batchJobs } = await gateway.data(
    '{ batchJobs(first: 1000) { nodes { status phase outcome progressSummary { numberOfTasksFailed } } } }',
  );
  const seen = new Map<string, Set<string>>();
  for (const { status, phase, outcome, progressSummary } of batchJobs.nodes) {
    seen.set(status, (seen.get(status) ?? new Set()).add(`${phase} ${outcome}`));
    if (status === 'COMPLETE')
      expect(outcome === 'COMPLETED_WITH_FAILURES').toBe(progressSummary.numberOfTasksFailed > 0);
  }
  expect(Object.fromEntries([...seen].map(([status, states]) => [status, [...states].sort()]))).toEqual({
    NEW: ['QUEUED null'],
    PREPARING: ['QUEUED null'],
    READY: ['QUEUED null'],
    SUSPENDED: ['AWAITING_CONFIRMATION null'],
    ACTIVE: ['RUNNING null'],
    COMPLETING: ['RUNNING null'],
    PAUSING: ['PAUSED null'],
    PAUSED: ['PAUSED null'],
    CANCELLING: ['STOPPING null'],
    FAILING: ['STOPPING null'],
    COMPLETE: ['DONE COMPLETED_WITH_FAILURES', 'DONE SUCCEEDED'],
    FAILED: ['DONE FAILED'],
    CANCELLED: ['DONE CANCELLED'],
  });
});
