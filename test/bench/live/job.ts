// The job that all subscribers watch: its creation, its query, and its fields in an event.
import { isDeepStrictEqual } from 'node:util';
import { ask, type Query } from '../load.ts';
import { accountId } from '../simulated.ts';
import type { Audience } from './audience.ts';
import type { PublishedJob } from './startYoga.ts';

/** The fields that ListJobs returns: what a page with a progress bar selects. */
const fields = `
  id jobId jobDescription operationName status phase outcome priority creationDate completionDate
  progressSummary { totalNumberOfTasks numberOfTasksSucceeded numberOfTasksFailed }
`;

/** The id, of about a hundred characters, repeated this often in each event. */
export const updates = ({ larger = 0 } = {}): Query => ({
  query: `subscription Updates { batchJobUpdates { job { ${fields} ${Array.from({ length: larger }, (_, index) => `id${index}: id`).join(' ')} } } }`,
  variables: {},
});

const create = `
  mutation Create($input: CreateBatchJobInput!) {
    createBatchJob(input: $input) { ... on CreateBatchJobPayload { job { jobId } } ... on MutationError { message } }
  }
`;

/** So many tasks that some complete in any millisecond. */
const input = {
  location: { accountId, region: 'us-east-1' },
  description: 'All masters of the season, back to the editors',
  operation: { s3InitiateRestoreObject: { expirationInDays: 7, glacierJobTier: 'BULK' } },
  manifest: {
    manifest: {
      spec: { format: 'S3_BATCH_OPERATIONS_CSV_20180820', fields: ['BUCKET', 'KEY'] },
      location: {
        objectArn: 'arn:aws:s3:::manifests/tasks-20000000000.csv',
        eTag: '60e460c9d1046e73f7dde5043ac3ae85',
      },
    },
  },
  priority: 10,
  roleArn: `arn:aws:iam::${accountId}:role/batch`,
};

export async function createJob(url: string): Promise<void> {
  const { createBatchJob } = await ask<{ createBatchJob: { message?: string } }>(url, {
    query: create,
    variables: { input },
  });
  if (createBatchJob.message) throw new Error(createBatchJob.message);
}

/** The job in the newest event. */
export function toldTo({ heard }: Audience): PublishedJob {
  const [, json = 'null'] = [...heard.matchAll(/^data: (.*)$/gm)].at(-1) ?? [];
  const { data } = JSON.parse(json) as { data: { batchJobUpdates: { job: PublishedJob } } };
  return data.batchJobUpdates.job;
}

/** The bytes of the first event, without the head of the response. */
export function eventIn({ heard }: Audience): string {
  const [event] = /^(?:id|event|data): .*?\n\n/ms.exec(heard.slice(heard.indexOf('\r\n\r\n'))) ?? [];
  if (!event?.includes('event: next')) throw new Error(`no event in ${heard}`);
  return event;
}

/** Both must send the same fields in the same order, or they do not do the same work. */
export function assertSame(ours: PublishedJob, theirs: PublishedJob): void {
  const shape = (job: PublishedJob) => ({ ...job, progressSummary: Object.keys(job.progressSummary) });
  const [mine, other] = [shape(ours), shape(theirs)];
  if (isDeepStrictEqual(mine, other) && Object.keys(mine).join() === Object.keys(other).join()) return;
  throw new Error(`the events differ: ${JSON.stringify(ours)} of the gateway, ${JSON.stringify(theirs)} of the peer`);
}
