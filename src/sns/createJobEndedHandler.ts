// What a verified notice changes: the job may have ended, so whatever shows it as running is out of date.
import { type GlacierJobKey, glacierJobKey } from '../core/location.ts';
import type { JobNotice } from './parseJobNotice.ts';

interface JobEndedServices {
  /** The cache of running jobs. */
  runningJobs: { forget(key: string): void };
  watches: {
    wake(vault: { kind: 'Vault'; accountId: string; region: string; vaultName: string }, jobId: string): void;
  };
  unresolvedStarts: { isAwaiting(startToken: string | null): boolean };
  /** Reads the job from AWS. The start that it belongs to is resolved as soon as AWS shows it. */
  describe(job: GlacierJobKey): Promise<unknown>;
}

export function createJobEndedHandler({ runningJobs, watches, unresolvedStarts, describe }: JobEndedServices) {
  return ({ job, startToken }: JobNotice): void => {
    const { jobId, ...vault } = job;
    runningJobs.forget(glacierJobKey(job));
    watches.wake({ kind: 'Vault', ...vault }, jobId);
    // An unresolved start may wait for this job while nothing else polls it. The notice itself is no proof: everyone who
    // may publish to the topic may have written it.
    if (unresolvedStarts.isAwaiting(startToken)) describe(job).catch(() => undefined);
  };
}
