// A page of tasks of a report of ten million rows in the simulator's S3: the bytes that it reads, and the memory that it takes.
import { CreateJobCommand, S3ControlClient } from '@aws-sdk/client-s3-control';
import { ask } from '../load.ts';
import { countBytes } from '../outputs/countBytes.ts';
import { megabytes, memoryDuring } from '../outputs/memoryDuring.ts';
import { startProcess } from '../process.ts';
import { atMost, information, type Row } from '../report.ts';
import { accountId, region, startSimulated } from '../simulated.ts';

const tasks = 10_000_000;
const first = 100;
/** A job that runs for half an hour ends at once. */
const speed = '100000';
const mostKilobytes = 256;
const mostMegabytes = 64;

export async function pageOfTasks(gatewayMain: string, simulatorMain: string): Promise<Row[]> {
  await using simulated = await startSimulated([simulatorMain, '--port', '0', '--speed', speed, '--seed', 'demo']);
  const jobId = await createJob(simulated.url);
  using counted = await countBytes(simulated.url);
  await using gateway = await startProcess([gatewayMain, '--backend', 'aws'], {
    ...simulated.env,
    AWS_ENDPOINT_URL: counted.url,
    PORT: '0',
    // The simulator computes the MD5 of the report when somebody asks for it first.
    AWS_ATTEMPT_TIMEOUT_MS: '300000',
    AWS_TIMEOUT_MS: '300000',
    LOG_LEVEL: 'silent',
  });
  const read = (after: string | null) => askPage(gateway.url, jobId, after);
  // Loads the client of S3, and waits for the report.
  let page = await read(null);
  for (let tries = 0; page === null && tries < 1_000; tries += 1) page = await read(null);
  if (page?.nodes.length !== first) throw new Error(`a page of ${page?.nodes.length} tasks`);
  const after = page.pageInfo.endCursor;
  const bytes = await counted.during(() => read(null));
  const memory = await memoryDuring(gateway, async () => {
    for (let next: string | null = after, count = 0; count < 20; count += 1) {
      next = (await read(next))?.pageInfo.endCursor ?? null;
    }
  });
  const name = `first ${first} of ${tasks.toLocaleString('en')} tasks`;
  const size = page.sizeInBytes / 1024 ** 3;
  return [
    atMost(`${name}: KB read from S3`, `${(bytes / 1024).toFixed(0)} KB`, bytes / 1024, mostKilobytes),
    atMost(`${name}, 20 pages: MB above idle`, megabytes(memory), memory / 1024 ** 2, mostMegabytes),
    information(`${name}: size of the report`, `${size.toFixed(2)} GiB`),
  ];
}

async function createJob(endpoint: string): Promise<string> {
  const client = new S3ControlClient({
    endpointProvider: () => ({ url: new URL(endpoint) }),
    region,
    credentials: { accessKeyId: accountId, secretAccessKey: 'simulated' },
  });
  const { JobId = '' } = await client.send(
    new CreateJobCommand({
      AccountId: accountId,
      ClientRequestToken: 'page-of-tasks',
      ConfirmationRequired: false,
      Operation: { S3PutObjectCopy: { TargetResource: 'arn:aws:s3:::masters-copy' } },
      Report: {
        Enabled: true,
        Bucket: `arn:aws:s3:::reports-${accountId}`,
        Format: 'Report_CSV_20180820',
        ReportScope: 'AllTasks',
      },
      Manifest: {
        Spec: { Format: 'S3BatchOperations_CSV_20180820', Fields: ['Bucket', 'Key'] },
        // The simulator makes so many tasks: docs/simulator.md.
        Location: { ObjectArn: `arn:aws:s3:::absent/tasks-${tasks}-some-fail.csv`, ETag: 'absent' },
      },
      Priority: 10,
      RoleArn: `arn:aws:iam::${accountId}:role/batch`,
    }),
  );
  client.destroy();
  return JobId;
}

interface Page {
  nodes: unknown[];
  pageInfo: { endCursor: string };
  sizeInBytes: number;
}

/** Null if the report is not written yet. */
async function askPage(url: string, jobId: string, after: string | null): Promise<Page | null> {
  const { batchJob } = await ask<Data>(url, {
    query: `query ($jobId: String!, $first: Int, $after: String) { batchJob(jobId: $jobId) { report { contents {
      files { taskStatus ${after ? '' : 'sizeInBytes'} }
      tasks(first: $first, after: $after, filter: { statuses: [SUCCEEDED] }) {
        nodes { bucket key encodedKey versionId status httpStatusCode errorCode message }
        pageInfo { endCursor }
      }
    } } } }`,
    variables: { jobId, first, after },
  });
  const { contents } = batchJob.report;
  if (!contents) return null;
  const sizeInBytes = contents.files.reduce((sum, file) => sum + (file.sizeInBytes ?? 0), 0);
  return { ...contents.tasks, sizeInBytes };
}

interface Data {
  batchJob: { report: { contents: { files: { sizeInBytes?: number }[]; tasks: Omit<Page, 'sizeInBytes'> } | null } };
}
