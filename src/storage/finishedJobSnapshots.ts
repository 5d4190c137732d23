// The jobs that have ended as the watches have them: what queries remember and what watches see is one memory.
import type { GlacierJobKey } from '../core/location.ts';
import type { FinishedSnapshots } from '../watch/watchStore.ts';
import type { Storage } from './createStorage.ts';
import type { FinishedJobs } from './memory/finishedJobs.ts';

const find = async <K, T>({ get, getShared: ask }: FinishedJobs<K, T>, key: K): Promise<T | undefined> =>
  get(key) ?? (await ask?.(key));

export function createFinishedJobSnapshots({
  finishedGlacierJobs: endedGlacierJobs,
  finishedBatchJobs: endedBatchJobs,
  finishedBatchJobDetails: endedBatchJobDetails,
}: Pick<Storage, 'finishedGlacierJobs' | 'finishedBatchJobs' | 'finishedBatchJobDetails'>): FinishedSnapshots {
  return {
    recall: async (target, jobId) => {
      if (target.kind === 'Vault') {
        const key: GlacierJobKey = { ...target, jobId };
        const job = await find(endedGlacierJobs, key);
        return job ? { jobId, job, details: null } : null;
      }
      const key = { ...target, jobId };
      const [job, details] = await Promise.all([find(endedBatchJobs, key), find(endedBatchJobDetails, key)]);
      // A description has both.
      return job && details ? { jobId, job, details } : null;
    },
    remember: ({ job, details }) => {
      if (job?.kind === 'GlacierJob') endedGlacierJobs.put(job);
      if (job?.kind === 'BatchJob') endedBatchJobs.put(job);
      if (details) endedBatchJobDetails.put(details);
    },
  };
}
