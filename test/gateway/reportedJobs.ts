// Batch jobs that have ended, and completion reports that a test writes for them as S3 would, through the real SDK.
import { createHash } from 'node:crypto';
import { CreateBucketCommand, DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateJobCommand, type CreateJobCommandInput } from '@aws-sdk/client-s3-control';
import { batchClientOf, HOUR } from '../simulator/support.ts';
import type { Data, TestGateway } from '../support/startGateway.ts';

export const accountId = '111122223333';
const reportBucket = 'job-reports';

export interface ReportedJob {
  jobId: string;
  /** The key of the manifest.json. */
  manifestKey: string;
  /** Writes the rows of each status, and manifest.json last. */
  write(rows: Record<string, string | Buffer>): Promise<void>;
  /** Writes any bytes as manifest.json. */
  writeManifest(text: string | Buffer): Promise<void>;
  put(key: string, body: string | Buffer): Promise<void>;
  /** The selection on the report of the job. */
  report(selection: string, variables?: Record<string, unknown>): Promise<Data>;
}

export interface JobSettings {
  report?: Partial<CreateJobCommandInput['Report'] & object>;
  operation?: CreateJobCommandInput['Operation'];
  /** In the name of the manifest; docs/simulator.md lists what they do. */
  words?: string;
  manifest?: CreateJobCommandInput['Manifest'];
  bucketRegion?: string;
  /** The time since its creation in milliseconds. */
  age?: number;
}

/** A job of a thousand tasks that ended hours ago. Whatever report the simulator has written, there is none any more. */
export async function reportedJob(
  gateway: Pick<TestGateway, 'simulator' | 'clock' | 'data'>,
  {
    report = {},
    operation,
    words = 'tasks-1000-some-fail',
    manifest,
    bucketRegion = 'us-east-1',
    age = 5 * HOUR,
  }: JobSettings = {},
): Promise<ReportedJob> {
  const { url, world } = gateway.simulator;
  const s3 = new S3Client({
    endpoint: url,
    region: bucketRegion,
    credentials: { accessKeyId: accountId, secretAccessKey: 'any' },
    maxAttempts: 1,
  });
  const batch = batchClientOf(url);
  const Bucket = report.Bucket?.split(':::')[1] ?? reportBucket;
  if (!world.objects.buckets.has(Bucket)) await s3.send(new CreateBucketCommand({ Bucket }));
  const { JobId: jobId = '' } = await batch.send(
    new CreateJobCommand({
      AccountId: accountId,
      ClientRequestToken: createHash('sha1')
        .update(JSON.stringify([words, report, operation, manifest]))
        .digest('hex'),
      ConfirmationRequired: false,
      Operation: operation ?? { S3InitiateRestoreObject: { ExpirationInDays: 1, GlacierJobTier: 'BULK' } },
      Report: {
        Enabled: true,
        Bucket: `arn:aws:s3:::${Bucket}`,
        Format: 'Report_CSV_20180820',
        ReportScope: 'AllTasks',
        ...report,
      },
      Manifest: manifest ?? {
        Spec: { Format: 'S3BatchOperations_CSV_20180820', Fields: ['Bucket', 'Key'] },
        Location: { ObjectArn: `arn:aws:s3:::absent-manifests/${words}.csv`, ETag: '60e460c9d1046e73f7dde5043ac3ae85' },
      },
      Priority: 10,
      RoleArn: `arn:aws:iam::${accountId}:role/batch`,
    }),
  );
  batch.destroy();
  gateway.clock.advance(age);
  const folder = `${report.Prefix ? `${report.Prefix}/` : ''}job-${jobId}`;
  const manifestKey = `${folder}/manifest.json`;
  await s3.send(new DeleteObjectCommand({ Bucket, Key: manifestKey })).catch(() => undefined);
  gateway.simulator.calls.reset();

  const put = async (Key: string, body: string | Buffer): Promise<void> => {
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: Buffer.from(body) }));
    gateway.simulator.calls.reset();
  };
  return {
    jobId,
    manifestKey,
    put,
    writeManifest: (text) => put(manifestKey, text),
    write: async (rows) => {
      const results = [];
      for (const [status, text] of Object.entries(rows)) {
        const Key = `${folder}/results/${createHash('sha1').update(status).digest('hex')}.csv`;
        await put(Key, text);
        const MD5Checksum = createHash('md5').update(text).digest('hex');
        results.push({ TaskExecutionStatus: status, Bucket, MD5Checksum, Key });
      }
      await put(
        manifestKey,
        JSON.stringify({
          Format: 'Report_CSV_20180820',
          ReportCreationDate: '2026-01-15T15:48:39.725Z',
          Results: results,
          ReportSchema: 'Bucket, Key, VersionId, TaskStatus, ErrorCode, HTTPStatusCode, ResultMessage',
        }),
      );
    },
    report: async (selection, variables = {}) => {
      const names = Object.keys(variables).map((name) => `$${name}: ${name === 'first' ? 'Int' : 'String'}`);
      const query = `query ($jobId: String!${names.map((name) => `, ${name}`).join('')}) {
        batchJob(jobId: $jobId) { report { ${selection} } } }`;
      const { batchJob } = await gateway.data(query, { jobId, ...variables });
      return batchJob.report;
    },
  };
}
