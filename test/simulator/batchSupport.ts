// What the tests of batch jobs share: a simulator, the real S3 Control client, and a request that is right in every member.
import {
  CreateJobCommand,
  type CreateJobCommandInput,
  DescribeJobCommand,
  type JobDescriptor,
  type JobManifest,
  JobStatus,
  type RequestedJobStatus,
  type S3ControlClient,
  UpdateJobPriorityCommand,
  UpdateJobStatusCommand,
} from '@aws-sdk/client-s3-control';
import { onTestFinished } from 'vitest';
import type { BatchPlan } from '../../src/simulator/s3control/batch/batchJob.ts';
import { defaultStatusDurations } from '../../src/simulator/s3control/batch/batchPlan.ts';
import type { NewBatchJob } from '../../src/simulator/world/world.ts';
import { batchClientOf, type Harness, MINUTE, START, start } from './support.ts';

export const AccountId = '111122223333';

export const request: CreateJobCommandInput & { Manifest: JobManifest & { Location: object; Spec: object } } = {
  AccountId,
  ConfirmationRequired: false,
  Operation: { S3InitiateRestoreObject: { ExpirationInDays: 1, GlacierJobTier: 'BULK' } },
  Report: {
    Enabled: true,
    Bucket: 'arn:aws:s3:::reports',
    Format: 'Report_CSV_20180820',
    Prefix: 'p',
    ReportScope: 'AllTasks',
  },
  Manifest: {
    Spec: { Format: 'S3BatchOperations_CSV_20180820', Fields: ['Bucket', 'Key'] },
    Location: { ObjectArn: 'arn:aws:s3:::manifests/m.csv', ETag: '60e460c9d1046e73f7dde5043ac3ae85' },
  },
  Priority: 10,
  RoleArn: 'arn:aws:iam::111122223333:role/batch',
};

export interface BatchHarness extends Harness {
  batch: S3ControlClient;
  create(given?: object): Promise<string>;
  describe(JobId: string): Promise<JobDescriptor>;
  status(JobId: string): Promise<JobStatus | undefined>;
  update(JobId: string, RequestedJobStatus: RequestedJobStatus, StatusUpdateReason?: string): Promise<string>;
  prioritise(JobId: string, Priority: number): Promise<number | undefined>;
}

export async function startBatch(): Promise<BatchHarness> {
  const harness = await start();
  addReports(harness);
  const batch = batchClientOf(harness.simulator.url);
  onTestFinished(() => batch.destroy());
  const describe = async (JobId: string) => {
    const { Job } = await batch.send(new DescribeJobCommand({ AccountId, JobId }));
    if (!Job) throw new Error('an answer without a job');
    return Job;
  };
  return {
    ...harness,
    batch,
    describe,
    // Whatever a test gives in place of a member, also what the types forbid.
    create: async (given = {}) =>
      (await batch.send(new CreateJobCommand({ ...request, ...given } as unknown as CreateJobCommandInput))).JobId ??
      '',
    status: async (JobId) => (await describe(JobId)).Status,
    update: async (JobId, RequestedJobStatus, StatusUpdateReason) =>
      (await batch.send(new UpdateJobStatusCommand({ AccountId, JobId, RequestedJobStatus, StatusUpdateReason })))
        .Status ?? '',
    prioritise: async (JobId, Priority) =>
      (await batch.send(new UpdateJobPriorityCommand({ AccountId, JobId, Priority }))).Priority,
  };
}

/** The bucket of the reports of these requests. */
function addReports({ simulator, location }: Harness): void {
  simulator.world.objects.addBucket({
    name: 'reports',
    owner: location.account,
    region: location.region,
    createdAt: 0,
  });
}

export const manifestNamed = (name: string) => ({
  Manifest: {
    ...request.Manifest,
    Location: { ...request.Manifest.Location, ObjectArn: `arn:aws:s3:::m/${name}.csv` },
  },
});

/** A plan of round numbers: a thousand tasks in a thousand seconds. */
export const plan = (given: Partial<BatchPlan> = {}): BatchPlan => ({
  tasks: 1000,
  failedTasks: 0,
  activeFor: 1_000_000,
  statusDurations: defaultStatusDurations,
  fault: undefined,
  ...given,
});

export const statuses = Object.values(JobStatus);

/** Records that put a job, the last one, into the status an hour after START and for ever. */
export function jobsKeptIn(status: JobStatus): NewBatchJob[] {
  const { AccountId: _, ...known } = request;
  const waits = status === 'Suspended';
  const job: NewBatchJob = {
    id: `kept-${status}`,
    createdAt: START,
    request: { ...known, ConfirmationRequired: waits },
    plan: plan({
      activeFor: ['Active', 'Paused', 'Pausing'].includes(status) ? Number.MAX_SAFE_INTEGER : 10 * MINUTE,
      statusDurations:
        status in defaultStatusDurations
          ? { ...defaultStatusDurations, [status]: Number.POSITIVE_INFINITY }
          : defaultStatusDurations,
      failedTasks: status === 'Failing' || status === 'Failed' ? 1000 : 0,
    }),
    actions:
      status === 'Cancelled' || status === 'Cancelling' ? [{ kind: 'cancel', at: START + 5 * MINUTE, order: 0 }] : [],
  };
  if (status !== 'Paused' && status !== 'Pausing') return [job];
  const rival: NewBatchJob = { ...job, id: 'rival', createdAt: START + 10 * MINUTE, queue: 'q' };
  return [
    { ...rival, request: { ...rival.request, Priority: 99 } },
    { ...job, queue: 'q' },
  ];
}
