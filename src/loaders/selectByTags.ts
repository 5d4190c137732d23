// The Batch jobs of a list that have one of some tags. AWS lists no tags: each job costs a GetJobTagging call, so tags are
// the last condition of a filter. A job whose tags are unknown is left out, and its source says so.
import type { ListRecords } from '../aws/client/listRecords.ts';
import type { BatchJobRecord } from '../aws/s3control/batchJob.ts';
import type { TagRecord } from '../aws/tags.ts';
import { GatewayError, ServiceUnavailableError } from '../core/errors.ts';
import { locationKey } from '../core/location.ts';
import type { SourceStatus } from '../jobIndex/jobSource.ts';
import { hasAnyTag, type TagFilter } from '../jobs/jobFilter.ts';
import { runsOf } from '../jobs/jobRun.ts';
import type { JobRecord } from '../jobs/jobState.ts';
import { MatchingJobs } from './matchingJobs.ts';

/** The most jobs of one list whose tags are read: a second of calls at the default AWS_S3_CONTROL_RATE. */
export const maxTagReads = 200;

/** What is missing of a source. */
interface Gap {
  status: SourceStatus;
  message: string;
}

/**
 * `readable` are the candidates whose tags are read: the first ones in the order of the list. `read` returns the tags of a
 * job; null for a job that no longer exists.
 */
export async function selectByTags(
  { jobs: candidates, sources, work, pages }: Pick<MatchingJobs, 'jobs' | 'sources' | 'work' | 'pages'>,
  readable: readonly JobRecord[],
  wanted: readonly TagFilter[],
  read: (job: BatchJobRecord) => Promise<ListRecords<TagRecord> | null>,
): Promise<MatchingJobs> {
  const gaps = new Map<string, Gap>();
  const isTagged = async (job: JobRecord): Promise<boolean> => {
    try {
      if (job.kind !== 'BatchJob') return false;
      const tags = (await read(job)) ?? { items: [] };
      if (hasAnyTag(tags.items, wanted)) return true;
      if (tags.skipped) throw new ServiceUnavailableError(tags.skipped.first[0]?.message ?? '');
      return false;
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      gaps.set(locationKey(job), {
        status: 'PARTIAL',
        message: `The tags of a job could not be read. ${error.message}`,
      });
      return false;
    }
  };
  const tagged = await Promise.all(readable.map(isTagged));
  const isRead = new Set(readable);
  await work.forEach(candidates, (job) => {
    const key = locationKey(job);
    if (!isRead.has(job) && !gaps.has(key)) gaps.set(key, { status: 'OK', message: tooMany(candidates.length) });
  });
  return new MatchingJobs(
    runsOf(readable.filter((_, index): boolean => tagged[index] === true)),
    sources.map((source) => {
      const gap = source.source.service === 'S3_BATCH_OPERATIONS' && gaps.get(locationKey(source.source.location));
      if (!gap) return source;
      return source.status === 'OK' ? { ...source, ...gap, truncated: true } : { ...source, truncated: true };
    }),
    work,
    pages,
  );
}

const tooMany = (count: number): string =>
  `The other conditions match ${count} Batch jobs; the tags of the first ${maxTagReads} were read. Narrow the filter.`;
