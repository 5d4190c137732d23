// The Batch jobs of a list that have one of some tags. AWS lists no tags: each job costs a GetJobTagging call, so tags are
// the last condition of a filter. A job whose tags are unknown is left out, and its source says so.
import type { BatchJobRecord } from '../aws/s3control/batchJob.ts';
import type { TagRecord } from '../aws/tags.ts';
import { GatewayError } from '../core/errors.ts';
import { locationKey } from '../core/location.ts';
import type { SourceStatus } from '../jobIndex/jobSource.ts';
import { hasAnyTag, type TagFilter } from '../jobs/jobFilter.ts';
import type { JobRecord } from '../jobs/jobState.ts';
import type { AllJobs } from './allJobsLoader.ts';

/** The most jobs of one list whose tags are read: a second of calls at the default AWS_S3_CONTROL_RATE. */
export const maxTagReads = 200;

/** What is missing of a source. */
interface Gap {
  status: SourceStatus;
  message: string;
}

/** `read` returns the tags of a job; null for a job that no longer exists. The first jobs are read if there are too many. */
export async function selectByTags(
  { jobs, sources }: AllJobs,
  wanted: readonly TagFilter[],
  read: (job: BatchJobRecord) => Promise<readonly TagRecord[] | null>,
): Promise<AllJobs> {
  const candidates = jobs.filter((job) => job.kind === 'BatchJob');
  const gaps = new Map<string, Gap>();
  const isTagged = async (job: BatchJobRecord): Promise<boolean> => {
    try {
      return hasAnyTag((await read(job)) ?? [], wanted);
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      gaps.set(locationKey(job), {
        status: 'PARTIAL',
        message: `The tags of a job could not be read. ${error.message}`,
      });
      return false;
    }
  };
  const readable = candidates.slice(0, maxTagReads);
  const tagged = await Promise.all(readable.map(isTagged));
  for (const job of candidates.slice(maxTagReads)) {
    const key = locationKey(job);
    if (!gaps.has(key)) gaps.set(key, { status: 'OK', message: tooMany(candidates.length) });
  }
  return {
    jobs: readable.filter((_, index): boolean => tagged[index] === true) satisfies JobRecord[],
    sources: sources.map((source) => {
      const gap = source.source.service === 'S3_BATCH_OPERATIONS' && gaps.get(locationKey(source.source.location));
      if (!gap) return source;
      return source.status === 'OK' ? { ...source, ...gap, truncated: true } : { ...source, truncated: true };
    }),
  };
}

const tooMany = (count: number): string =>
  `The other conditions match ${count} Batch jobs; the tags of the first ${maxTagReads} were read. Narrow the filter.`;
