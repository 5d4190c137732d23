// The jobs that have ended as the watches have them: what queries remember and what watches see is one memory.
import type { GlacierJobKey } from '../core/location.ts';
import type { EndedSightings } from '../watch/watchStore.ts';
import type { Store } from './createStorage.ts';
import type { Ended } from './memory/finishedJobs.ts';

const find = async <K, T>({ get, ask }: Ended<K, T>, key: K): Promise<T | undefined> => get(key) ?? (await ask?.(key));

export function createEndedSightings({
  endedGlacierJobs,
  endedBatchJobs,
  endedBatchJobDetails,
}: Pick<Store, 'endedGlacierJobs' | 'endedBatchJobs' | 'endedBatchJobDetails'>): EndedSightings {
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
      if (job?.kind === 'GlacierJob') endedGlacierJobs.offer(job);
      if (job?.kind === 'BatchJob') endedBatchJobs.offer(job);
      if (details) endedBatchJobDetails.offer(details);
    },
  };
}
