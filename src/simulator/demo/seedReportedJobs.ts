// Batch jobs whose completion reports show each way in which a job can end: all tasks succeeded, some failed for five reasons, all
// failed although the job is Complete, the report could not be written; checksums and texts of a Lambda function as results.
import { createHash } from 'node:crypto';
import type { JobManifest, JobOperation, JobReport } from '@aws-sdk/client-s3-control';
import type { BatchPlan } from '../s3control/batch/batchJob.ts';
import { defaultStatusDurations } from '../s3control/batch/batchPlan.ts';
import { syntheticTasks } from '../s3control/batch/syntheticTasks.ts';
import { DAY, HOUR, MINUTE } from '../world/durations.ts';
import { createIds } from '../world/ids.ts';
import type { Bucket } from '../world/objects/bucket.ts';
import type { AccountRegion } from '../world/records.ts';
import type { World } from '../world/world.ts';
import { computedRows } from './computedRows.ts';

interface Reported {
  name: string;
  operation: JobOperation;
  plan: Pick<BatchPlan, 'tasks' | 'failedTasks' | 'taskErrors'>;
  report?: Partial<JobReport>;
}

const reported: readonly Reported[] = [
  {
    name: 'copy the reels, five kinds of failures',
    operation: { S3PutObjectCopy: { TargetResource: 'arn:aws:s3:::masters-copy', TargetKeyPrefix: 'from-tape/' } },
    plan: { tasks: 100_002, failedTasks: 2001, taskErrors: 'five' },
  },
  {
    name: 'restore the reels, all succeeded',
    operation: { S3InitiateRestoreObject: { ExpirationInDays: 10, GlacierJobTier: 'BULK' } },
    plan: { tasks: 5000, failedTasks: 0 },
    // Ends with a slash, so that the keys of the report have two.
    report: { Prefix: 'completion-reports/' },
  },
  {
    name: 'replicate the reels, complete and all failed',
    operation: { S3ReplicateObject: {} },
    plan: { tasks: 240, failedTasks: 240, taskErrors: 'replication' },
    report: { ReportScope: 'FailedTasksOnly' },
  },
  {
    name: 'tag the reels, report not writable',
    operation: { S3PutObjectTagging: { TagSet: [{ Key: 'department', Value: 'film' }] } },
    plan: { tasks: 1200, failedTasks: 0 },
    // Of the other account.
    report: { Bucket: 'arn:aws:s3:::reports-444455556666' },
  },
  {
    name: 'checksums of the reels',
    operation: { S3ComputeObjectChecksum: { ChecksumAlgorithm: 'SHA256', ChecksumType: 'FULL_OBJECT' } },
    plan: { tasks: 2000, failedTasks: 30, taskErrors: 'checksum' },
  },
  {
    name: 'transcode the reels, results of a Lambda function',
    operation: {
      LambdaInvoke: {
        FunctionArn: 'arn:aws:lambda:us-east-1:111122223333:function:transcode:live',
        InvocationSchemaVersion: '2.0',
      },
    },
    plan: { tasks: 800, failedTasks: 20, taskErrors: 'lambda' },
  },
];

const location = ['111122223333', 'us-east-1'] as const;

/** The same in every world. */
const idsOfJobs = (): string[] => {
  const ids = createIds('reported jobs');
  return reported.map(() => ids.batchJob());
};

export function seedReportedJobs(world: World): void {
  const place = world.location(...location);
  const ids = idsOfJobs();
  for (const [index, job] of reported.entries()) addJob(world, place, job, { id: ids[index] ?? '', index });
}

/** The manifests of these jobs, which name made-up objects. */
export function seedReportedManifests(world: World, bucket: Bucket): void {
  const { batch } = world.location(...location);
  const now = world.clock.now();
  for (const [index, id] of idsOfJobs().entries()) {
    const job = batch.get(id, now);
    if (!job) continue;
    const tasks = syntheticTasks(job, job.plan.tasks);
    const row = (at: number): string => {
      const { bucket: name, encodedKey, versionId = '' } = tasks.task(at);
      return `${name},${encodedKey},${versionId}\n`;
    };
    world.objects.put(bucket, {
      key: keyOf(index),
      content: computedRows({ count: tasks.count, row }),
      etag: etagOf(index),
      lastModified: Math.floor((now - DAY) / 1000) * 1000,
      properties: { contentType: 'text/csv' },
    });
  }
}

/** The job of 100,002 tasks of which some failed for five reasons. */
export function failedBatchJob(): { accountId: string; region: string; jobId: string } {
  const [accountId, region] = location;
  return { accountId, region, jobId: idsOfJobs()[0] ?? '' };
}

function addJob(
  world: World,
  place: AccountRegion,
  { name, operation, plan, report }: Reported,
  { id, index }: { id: string; index: number },
): void {
  world.addBatchJob(place, {
    id,
    // They have ended, and their reports are written.
    createdAt: world.clock.now() - (index + 2) * HOUR,
    request: {
      Operation: operation,
      Manifest: manifestOf(index),
      Report: {
        Enabled: true,
        Bucket: 'arn:aws:s3:::reports-111122223333',
        Format: 'Report_CSV_20180820',
        ReportScope: 'AllTasks',
        Prefix: 'batch',
        ...report,
      },
      Priority: 10,
      RoleArn: 'arn:aws:iam::111122223333:role/batch-operations',
      Description: name,
      ConfirmationRequired: false,
    },
    plan: { ...plan, activeFor: 30 * MINUTE, statusDurations: defaultStatusDurations, fault: undefined },
    tags: new Map([['project', 'completion-reports']]),
  });
}

const manifestOf = (index: number): JobManifest => ({
  Spec: { Format: 'S3BatchOperations_CSV_20180820', Fields: ['Bucket', 'Key', 'VersionId'] },
  Location: {
    ObjectArn: `arn:aws:s3:::manifests/${keyOf(index)}`,
    ETag: etagOf(index),
  },
});

const keyOf = (index: number): string => `reported/${index}.csv`;

/** As of an upload in parts: an MD5 would mean to compute all rows at the start. */
const etagOf = (index: number): string => `${createHash('md5').update(keyOf(index)).digest('hex')}-1`;
