// Live jobs: one watch for each target, however many feeds want to know; the first one starts it, the last one ends it.

import type { AwsSession } from '../aws/client/awsSession.ts';
import type { BatchJobStatus } from '../aws/s3control/batchJob.ts';
import { type BatchJobKey, type GlacierJobKey, type Location, type VaultKey, vaultArn } from '../core/location.ts';
import { awsJobSource } from './awsJobSource.ts';
import { Feed } from './feed.ts';
import type { WatchRegistry, Wish } from './feedState.ts';
import { Watch, type WatchServices } from './watch.ts';
import type { Interest, JobSnapshot } from './watchStore.ts';
import { targetKey, targetOf, type WatchTarget } from './watchTarget.ts';

export type WatchedJob = ({ kind: 'GlacierJob' } & GlacierJobKey) | ({ kind: 'BatchJob' } & BatchJobKey);

export interface Watches {
  /** These jobs; it is done when all of them have ended. Those that are absent are told to be so. */
  jobs(jobs: readonly WatchedJob[], how: { absent: readonly string[]; detailed: boolean }): Feed;
  /** Every job of the vault, new ones included. */
  vaultJobs(vault: VaultKey): Feed;
  /** What is told of a vault that does not exist, without a look. */
  absentVault(vault: VaultKey): Feed;
  /** Every Batch job of the place, or those in one of the states: coming into it, being in it, leaving it. */
  batchJobs(location: Location, statuses: readonly BatchJobStatus[] | null, detailed: boolean): Feed;
  /** Something was done there: whoever looks shall look now. `hint` is the id of a job that is said to have ended. */
  wake(target: WatchTarget, hint?: string): void;
  /** How many watches there are, for those who look for leaks. */
  readonly watches: number;
  close(): void;
}

export interface WatchesServices extends Omit<WatchServices, 'source'> {
  /** The AWS session of a watch; the signal ends its calls. */
  session(signal: AbortSignal): AwsSession;
}

export function createWatches(services: WatchesServices): Watches {
  const watches = new Map<string, Watch>();
  const watchServices: WatchServices = {
    ...services,
    source: (target, signal) => awsJobSource(services.session(signal), target, services.finished),
  };

  const shared: WatchRegistry = {
    join: (target, watcher) => {
      const key = targetKey(target);
      const watch = watches.get(key) ?? new Watch(target, watchServices);
      watches.set(key, watch);
      watch.add(watcher);
      return watch;
    },
    leave: (target, watcher) => {
      const watch = watches.get(targetKey(target));
      watch?.remove(watcher);
      if (!watch || watch.isWatched) return;
      watches.delete(watch.key);
      watch.close();
    },
    now: () => services.clock.now(),
  };

  return {
    jobs: (jobs, { absent, detailed }) => {
      const wishes = new Map<string, Wish & { interest: { jobIds: string[] } }>();
      for (const job of jobs) {
        const target = targetOf(job);
        const key = targetKey(target);
        const wish = wishes.get(key) ?? { target, interest: { all: false, jobIds: [], detailed: [] } };
        if (!wish.interest.jobIds.includes(job.jobId)) wish.interest.jobIds.push(job.jobId);
        wishes.set(key, wish);
      }
      const withDetails = ({ target, interest }: Wish): Interest => ({
        ...interest,
        detailed: detailed && target.kind === 'Batch' ? interest.jobIds : [],
      });
      return new Feed(
        [...wishes.values()].map((wish) => ({ ...wish, interest: withDetails(wish) })),
        shared,
        absent,
      );
    },
    vaultJobs: (vault) =>
      new Feed([{ target: targetOf({ kind: 'GlacierJob', ...vault }), interest: all(false) }], shared),
    absentVault: (vault) =>
      new Feed([], shared, [], { code: 'NOT_FOUND', message: `Vault not found for ARN: ${vaultArn(vault)}` }),
    batchJobs: (location, statuses, detailed) => {
      const target = targetOf({ kind: 'BatchJob', ...location });
      const choice = statuses === null ? 'any' : [...new Set(statuses)].sort().join(' ');
      return new Feed([{ target, interest: all(detailed), matters: isIn(statuses), choice }], shared);
    },
    wake: (target, hint) => services.store.wake(targetKey(target), hint),
    get watches() {
      return watches.size;
    },
    close: () => {
      for (const watch of watches.values()) watch.close();
      watches.clear();
    },
  };
}

const all = (detailed: boolean): Interest => ({ all: true, jobIds: [], detailed: detailed ? 'all' : [] });

function isIn(statuses: readonly BatchJobStatus[] | null): NonNullable<Wish['matters']> {
  if (statuses === null) return () => true;
  const wanted = new Set(statuses);
  const isWanted = (snapshot: JobSnapshot | undefined) =>
    snapshot?.job?.kind === 'BatchJob' && wanted.has(snapshot.job.status);
  return (seen, before) => isWanted(seen) || isWanted(before);
}
