// Jobs of one target, listed and described as AWS does, with every call counted.
import { NotFoundError, ThrottledError } from '../../src/core/errors.ts';
import type { JobRecord } from '../../src/jobs/jobState.ts';
import type { JobSource } from '../../src/watch/awsJobSource.ts';
import { hasEnded } from '../../src/watch/changes.ts';
import { batchJobDetails } from '../storage/records.ts';

export interface FakeAws extends JobSource {
  jobs: Map<string, JobRecord>;
  /** Describing one of these is throttled. */
  throttled: Set<string>;
  /** The vault is there. */
  exists: boolean;
  put(...jobs: JobRecord[]): void;
  /** What was asked since the last time, e.g. { 'list all': 2, describe: 1 }. */
  calls(): Record<string, number>;
}

export function fakeAws(pageSize = 50): FakeAws {
  const jobs = new Map<string, JobRecord>();
  const throttled = new Set<string>();
  let counts: Record<string, number> = {};
  const count = (call: string) => {
    counts[call] = (counts[call] ?? 0) + 1;
  };
  const aws: FakeAws = {
    jobs,
    throttled,
    exists: true,
    put: (...some) => {
      for (const job of some) jobs.set(job.jobId, job);
    },
    calls: () => {
      const counted = counts;
      counts = {};
      return counted;
    },
    list: async (which, marker) => {
      count(`list ${which}`);
      if (!aws.exists) throw new NotFoundError('no such vault');
      const all = [...jobs.values()].filter((job) => which === 'all' || !hasEnded(job));
      const from = Number(marker ?? 0);
      const more = from + pageSize < all.length;
      return { items: all.slice(from, from + pageSize), marker: more ? String(from + pageSize) : null };
    },
    describe: async (jobId) => {
      count('describe');
      if (throttled.has(jobId)) throw new ThrottledError('too often');
      const job = jobs.get(jobId);
      if (!job) return { jobId, job: null, details: null };
      const details = job.kind === 'BatchJob' ? batchJobDetails(jobId, { status: job.status }) : null;
      return { jobId, job, details };
    },
  };
  return aws;
}
