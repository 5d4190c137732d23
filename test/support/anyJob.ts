// Jobs and filters for property tests. Names, texts and dates are few, so that conditions match some jobs and ties occur.
import fc from 'fast-check';
import { actions, tiers } from '../../src/aws/glacier/enums.ts';
import { type GlacierJobRecord, toGlacierJob } from '../../src/aws/glacier/glacierJob.ts';
import type { BatchJobRecord } from '../../src/aws/s3control/batchJob.ts';
import { batchJobStatuses } from '../../src/aws/s3control/enums.ts';
import { batchJobArn } from '../../src/core/location.ts';
import type { WrittenJobFilter } from '../../src/jobs/jobFilter.ts';
import { jobKinds } from '../../src/jobs/jobKind.ts';
import { jobOutcomes, jobPhases } from '../../src/jobs/jobPhase.ts';
import type { JobRecord } from '../../src/jobs/jobState.ts';

const hour = 3_600_000;
/** The time at which the jobs are looked at: some of them have passed their expected end. */
export const now = Date.UTC(2026, 0, 15, 12);

export const accounts = [
  { accountId: '111122223333', name: null, regions: ['us-east-1', 'us-west-2'] },
  { accountId: '444455556666', name: null, regions: ['eu-west-1'] },
];
const locations = accounts.flatMap(({ accountId, regions }) => regions.map((region) => ({ accountId, region })));
const vaultNames = ['photos', 'films'];
const descriptions = [null, '', 'Nightly restore', 'nightly REPORT', 'films'];
const operationNames = ['S3_INITIATE_RESTORE_OBJECT', 'LAMBDA_INVOKE', 'OTHER'] as const;

const location = fc.constantFrom(...locations);
const date = fc.integer({ min: -20, max: 0 }).map((hours) => new Date(now + hours * hour));
const jobId = fc.string({ minLength: 1, maxLength: 2, unit: fc.constantFrom('a', 'b', 'c') });
const jobDescription = fc.constantFrom(...descriptions);

const glacierJob: fc.Arbitrary<GlacierJobRecord> = fc
  .record({
    location,
    vaultName: fc.constantFrom(...vaultNames),
    jobId,
    jobDescription,
    action: fc.constantFrom(...Object.values(actions), 'OTHER' as const),
    tier: fc.constantFrom(...Object.values(tiers), 'OTHER' as const, null),
    creationDate: date,
    state: fc.constantFrom('IN_PROGRESS', 'SUCCEEDED', 'FAILED', 'OTHER'),
    hasEndedUnknown: fc.boolean(),
    completionDate: date,
  })
  .map(({ location: { accountId, region }, vaultName, creationDate, state, hasEndedUnknown, ...rest }) => {
    const completed = state === 'OTHER' ? hasEndedUnknown : state !== 'IN_PROGRESS';
    return {
      ...toGlacierJob({ accountId, region, vaultName })({
        JobId: rest.jobId,
        Action: 'ArchiveRetrieval',
        VaultARN: 'arn',
        CreationDate: creationDate.toISOString(),
        StatusCode: 'InProgress',
      }),
      ...rest,
      statusCode: state,
      completed,
      completionDate: completed ? rest.completionDate : null,
    };
  });

const batchJob: fc.Arbitrary<BatchJobRecord> = fc
  .record({
    location,
    jobId,
    jobDescription,
    operationName: fc.constantFrom(...operationNames),
    status: fc.constantFrom(...Object.values(batchJobStatuses), 'OTHER' as const),
    creationDate: date,
    completionDate: date,
    numberOfTasksSucceeded: fc.constantFrom(4, 10),
    numberOfTasksFailed: fc.nat(2),
    hasFigures: fc.constantFrom(true, true, true, false),
  })
  .map(({ location, completionDate, numberOfTasksSucceeded, numberOfTasksFailed, hasFigures, ...rest }) => ({
    kind: 'BatchJob',
    ...location,
    jobArn: batchJobArn({ ...location, jobId: rest.jobId }),
    ...rest,
    awsOperationName: rest.operationName,
    awsStatus: rest.status,
    priority: 1,
    completionDate: ['COMPLETE', 'FAILED', 'CANCELLED'].includes(rest.status) ? completionDate : null,
    progressSummary: hasFigures
      ? { totalNumberOfTasks: 10, numberOfTasksSucceeded, numberOfTasksFailed, elapsedTimeInActiveSeconds: 3600 }
      : null,
  }));

export const anyJob: fc.Arbitrary<JobRecord> = fc.oneof(glacierJob, batchJob);

/** Jobs with keys of their own. */
export const anyJobs = (maxLength: number): fc.Arbitrary<JobRecord[]> =>
  fc.uniqueArray(anyJob, {
    maxLength,
    selector: (job) =>
      [job.kind, job.accountId, job.region, job.kind === 'GlacierJob' ? job.vaultName : '', job.jobId].join(' '),
  });

/** Most conditions are absent, null or an empty list. */
export const anyFilter: fc.Arbitrary<WrittenJobFilter> = fc.record(
  {
    phases: some(jobPhases),
    outcomes: some(jobOutcomes),
    kinds: some(jobKinds),
    accountIds: some(accounts.map(({ accountId }) => accountId)),
    regions: some(locations.map(({ region }) => region)),
    vaultNames: some([...vaultNames, 'none']),
    operationNames: some(operationNames),
    tiers: some(Object.values(tiers)),
    descriptionContains: fc.constantFrom(null, '', 'NIGHTLY', 'rest', 'films'),
    createdAfter: bound(),
    createdBefore: bound(),
    completedAfter: bound(),
    completedBefore: bound(),
    overdue: fc.constantFrom(null, true, false),
    outputExpiresBefore: fc.option(date.map((time) => new Date(time.getTime() + 20 * hour))),
  },
  { requiredKeys: [] },
);

function some<T>(values: readonly T[]): fc.Arbitrary<T[] | null> {
  return fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom<T[] | null>(null, []) },
    fc.subarray([...values], { minLength: 1 }),
  );
}

function bound(): fc.Arbitrary<Date | null> {
  return fc.option(date, { freq: 1 });
}
