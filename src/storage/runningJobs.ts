// Cache of running jobs that cannot have ended yet: until a job expires here, AWS would return the same. Times are AWS's.
// Not shared: this instance must not miss what another one was notified of for longer than the job's own pace.
import { ByteCache } from '../core/byteCache.ts';

export interface RunningJobs<K, T> {
  /** Undefined if it has expired. */
  get(key: K, now: number): T | undefined;
  /** Keeps the job until then, unless something was forgotten since `edition`, which was read before the job. */
  put(job: T, until: number, edition: number): void;
  /** Drops the keys with a prefix, e.g. the jobs of a vault that was written to. */
  forget(prefix: string): void;
  /** Changes whenever something is forgotten. */
  readonly edition: number;
}

export interface RunningJobsOptions<K> {
  keyOf: (key: K) => string;
  maxBytes: number;
}

export function createRunningJobs<K, T extends K & object>({
  keyOf,
  maxBytes,
}: RunningJobsOptions<K>): RunningJobs<K, T> {
  const jobs = new ByteCache<{ job: T; until: number }>(maxBytes);
  let edition = 0;
  return {
    get edition() {
      return edition;
    },
    get: (key, now) => {
      const kept = jobs.get(keyOf(key));
      if (!kept) return undefined;
      if (now < kept.until) return kept.job;
      jobs.delete(keyOf(key));
      return undefined;
    },
    put: (job, until, asOf) => {
      if (asOf === edition) jobs.set(keyOf(job), { job, until });
    },
    forget: (prefix) => {
      edition += 1;
      for (const key of jobs.keys()) if (key.startsWith(prefix)) jobs.delete(key);
    },
  };
}
