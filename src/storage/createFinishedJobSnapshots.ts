// Finished jobs as snapshots: queries and watches share one cache.
import type { GlacierJobKey } from '../core/location.ts';
import type { FinishedSnapshots } from '../watch/watchStore.ts';
import type { Storage } from './createStorage.ts';
import type { FinishedJobs } from './finishedJobs.ts';

const find = async <K, T>({ get, getShared }: FinishedJobs<K, T>, key: K): Promise<T | undefined> =>
  get(key) ?? (await getShared?.(key));

export function createFinishedJobSnapshots({
  finishedGlacierJobs,
  finishedBatchJobs,
  finishedBatchJobDetails,
}: Pick<Storage, 'finishedGlacierJobs' | 'finishedBatchJobs' | 'finishedBatchJobDetails'>): FinishedSnapshots {
  return {
    recall: async (target, jobId) => {
      if (target.kind === 'Vault') {
        const key: GlacierJobKey = { ...target, jobId };
        const job = await find(finishedGlacierJobs, key);
        return job ? { jobId, job, details: null } : null;
      }
      const key = { ...target, jobId };
      const [job, details] = await Promise.all([find(finishedBatchJobs, key), find(finishedBatchJobDetails, key)]);
      // A description consists of both.
      return job && details ? { jobId, job, details } : null;
    },
    remember: ({ job, details }) => {
      if (job?.kind === 'GlacierJob') finishedGlacierJobs.put(job);
      if (job?.kind === 'BatchJob') finishedBatchJobs.put(job);
      if (details) finishedBatchJobDetails.put(details);
    },
  };
}
