// What a verified notice changes: the job may have ended, so whatever shows it as running is out of date.
import type { GlacierJobRecord } from '../aws/glacier/glacierJob.ts';
import { type GlacierJobKey, glacierJobKey } from '../core/location.ts';
import type { JobNotice } from './parseJobNotice.ts';

interface JobEndedServices {
  /** The cache of running jobs. */
  runningJobs: { forget(key: string): void };
  watches: {
    wake(vault: { kind: 'Vault'; accountId: string; region: string; vaultName: string }, jobId: string): void;
  };
  unresolvedStarts: { isAwaiting(startToken: string | null): boolean };
  /** What lists of jobs show. */
  jobIndex: { showsRunning(job: GlacierJobKey): boolean; put(job: GlacierJobRecord): void };
  /** Reads the job from AWS; null if it does not exist. The start that it belongs to is resolved as soon as AWS shows it. */
  describe(job: GlacierJobKey): Promise<GlacierJobRecord | null>;
}

export function createJobEndedHandler({
  runningJobs,
  watches,
  unresolvedStarts,
  jobIndex,
  describe,
}: JobEndedServices) {
  const read = async (job: GlacierJobKey): Promise<void> => {
    const described = await describe(job);
    if (described) jobIndex.put(described);
  };
  return ({ job, startToken }: JobNotice): void => {
    const { jobId, ...vault } = job;
    runningJobs.forget(glacierJobKey(job));
    watches.wake({ kind: 'Vault', ...vault }, jobId);
    // An unresolved start, or a list that was read, may wait for this job while nothing else polls it. The notice itself is
    // no proof: everyone who may publish to the topic may have written it.
    if (unresolvedStarts.isAwaiting(startToken) || jobIndex.showsRunning(job)) read(job).catch(() => undefined);
  };
}
