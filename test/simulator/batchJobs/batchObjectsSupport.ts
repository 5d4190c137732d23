// What the tests of jobs that act on objects share: the bucket `store`, the bucket `lists` for manifests, and jobs of a manifest.
import { createHash } from 'node:crypto';
import { CreateBucketCommand, HeadObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { JobManifest, JobManifestFieldName, JobOperation } from '@aws-sdk/client-s3-control';
import type { TaskResult } from '../../../src/simulator/s3control/batch/batchTasks.ts';
import { runBatchJobs } from '../../../src/simulator/s3control/tasks/runBatchJobs.ts';
import { type BatchHarness, startBatch } from '../batchSupport.ts';
import { s3ClientOf } from '../s3/s3Support.ts';
import { MINUTE } from '../support.ts';

/** Long enough for a job to end, whatever its id. */
export const TO_THE_END = 40 * MINUTE;

export interface ObjectsHarness extends BatchHarness {
  s3: S3Client;
  /** Writes into `store`. */
  put(Key: string, more?: object): Promise<{ VersionId?: string | undefined }>;
  head(Key: string, more?: object): ReturnType<typeof headOf>;
  /** A manifest of these lines in `lists`. */
  manifest(lines: string | readonly string[], Fields?: JobManifestFieldName[]): Promise<JobManifest>;
  /** The id of a job with these lines as its manifest. */
  job(Operation: JobOperation, lines: readonly string[], given?: object): Promise<string>;
  /** The results of a job so far, as `code status` or the message of a success, in the order of the manifest. */
  results(id: string): TaskResult[];
  /** What the manifest of a job takes, once it was read. */
  manifestBytes(id: string): number;
}

const headOf = (s3: S3Client, Key: string, more: object) =>
  s3.send(new HeadObjectCommand({ Bucket: 'store', Key, ...more }));

export async function withObjects(): Promise<ObjectsHarness> {
  const harness = await startBatch();
  const { simulator, location, clock, create } = harness;
  const s3 = s3ClientOf(simulator.url);
  for (const Bucket of ['store', 'lists']) await s3.send(new CreateBucketCommand({ Bucket }));
  let lists = 0;
  const manifest = async (
    lines: string | readonly string[],
    Fields: JobManifestFieldName[] = ['Bucket', 'Key'],
  ): Promise<JobManifest> => {
    lists += 1;
    const Body = Buffer.from(typeof lines === 'string' ? lines : lines.map((line) => `${line}\n`).join(''));
    const Key = `list-${lists}.csv`;
    await s3.send(new PutObjectCommand({ Bucket: 'lists', Key, Body }));
    return {
      Spec: { Format: 'S3BatchOperations_CSV_20180820', Fields },
      Location: { ObjectArn: `arn:aws:s3:::lists/${Key}`, ETag: createHash('md5').update(Body).digest('hex') },
    };
  };
  const jobOf = (id: string) => {
    const job = location.batch.get(id, clock.now());
    if (!job) throw new Error(`there is no job ${id}`);
    return job;
  };
  return {
    ...harness,
    s3,
    manifest,
    put: (Key, more = {}) => s3.send(new PutObjectCommand({ Bucket: 'store', Key, Body: Buffer.from(Key), ...more })),
    head: (Key, more = {}) => headOf(s3, Key, more),
    job: async (Operation, lines, given = {}) => create({ Operation, Manifest: await manifest(lines), ...given }),
    manifestBytes: (id) => jobOf(id).run?.rows?.bytes ?? Number.NaN,
    results: (id) => {
      runBatchJobs(simulator.world);
      const job = jobOf(id);
      const tasks = location.batch.tasks(job, clock.now());
      return Array.from({ length: tasks.count }, (_, index) => tasks.result(index));
    },
  };
}

/** A result as one text. */
export const inWords = ({ status, httpStatusCode, errorCode, message }: TaskResult): string =>
  status === 'succeeded'
    ? message
    : `${httpStatusCode} ${errorCode}: ${message.replace(/Request ID: \w{16}/, 'Request ID: ID')}`;
