// https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_ListJobs.html
// Newest first, at most 1,000 a page; AWS publishes neither the order nor the default. A token is a position in the
// whole list, independent of the filter: a job whose status changes between pages leaves a filtered list without
// shifting the others.
import {
  JobStatus,
  ListJobs$,
  type ListJobsCommandInput,
  type ListJobsCommandOutput,
} from '@aws-sdk/client-s3-control';
import type { Long } from '../codec/long.ts';
import { AwsError } from '../http/errors.ts';
import { operation } from '../http/operation.ts';
import { pageOf, readMarker, writeMarker } from '../world/page.ts';
import { batchListDescription } from './batch/batchDescription.ts';

const LARGEST_PAGE = 1000;

export const listJobs = operation<ListJobsCommandInput, ListJobsCommandOutput>(
  ListJobs$,
  (input, { location, now }) => {
    const { JobStatuses: statuses, NextToken: token } = input;
    const limit = pageSize(input.MaxResults);
    for (const status of statuses ?? []) {
      if (!Object.hasOwn(JobStatus, status)) throw refusal(`There is no job status ${status}`);
    }
    const after = token === undefined ? undefined : readNextToken(token);
    if (token !== undefined && !after) throw new AwsError('InvalidNextTokenException', 'The NextToken is not valid');
    const { batch } = location;
    const jobs = batch.list(now).filter((job) => !statuses || statuses.includes(batch.progress(job, now).status));
    const page = pageOf(
      jobs,
      limit,
      ({ createdAt, id }) => !after || createdAt < after.createdAt || (createdAt === after.createdAt && id > after.id),
    );
    return {
      Jobs: page.entries.map((job) => batchListDescription(job, location, now)),
      NextToken: page.last ? writeNextToken(page.last) : null,
    };
  },
);

/** The model allows 0 to 1,000. AWS does not publish what 0 means: here an empty page, and the end of the list, as in S3's own lists. */
function pageSize(limit: Long = LARGEST_PAGE): number {
  if (limit < 0 || limit > LARGEST_PAGE) throw refusal(`MaxResults must be from 0 to ${LARGEST_PAGE}: ${limit}`);
  return Number(limit);
}

const refusal = (message: string) => new AwsError('InvalidRequestException', message);

// A token is opaque to callers, and in plain base64: its +, / and = must survive URL encoding.
const tokenStart = '?>~';

type Key = NonNullable<ReturnType<typeof readMarker>>;

const writeNextToken = (key: Key): string => Buffer.from(`${tokenStart}${writeMarker(key)}`).toString('base64');

function readNextToken(token: string): Key | undefined {
  const text = Buffer.from(token, 'base64').toString('latin1');
  const key = text.startsWith(tokenStart) ? readMarker(text.slice(tokenStart.length)) : undefined;
  return key && writeNextToken(key) === token ? key : undefined;
}
