// One watch for each target, shared by all feeds of it. The first feed starts the watch, the last one ends it.
import type { AwsSession } from '../aws/client/awsSession.ts';
import type { BatchJobStatus } from '../aws/s3control/batchJob.ts';
import { type BatchJobKey, type GlacierJobKey, type Location, type VaultKey, vaultArn } from '../core/location.ts';
import { awsJobSource, type JobSource } from './awsJobSource.ts';
import { Feed } from './feed.ts';
import type { AbsentJob, WatchRegistry } from './feedOptions.ts';
import type { FeedSource } from './feedSources.ts';
import { hintText, type JobHint } from './jobHint.ts';
import { type Board, listSources } from './listSources.ts';
import { observedSource } from './observedSource.ts';
import { Watch, type WatchServices } from './watch.ts';
import type { FinishedSnapshots, Interest } from './watchStore.ts';
import { targetKey, targetOf, type WatchTarget } from './watchTarget.ts';

export type WatchedJob = ({ kind: 'GlacierJob' } & GlacierJobKey) | ({ kind: 'BatchJob' } & BatchJobKey);

export interface Watches {
  /** These jobs. The feed is done when all have ended. It reports the absent ones with their errors. */
  jobs(jobs: readonly WatchedJob[], how: { absent: readonly AbsentJob[]; detailed: boolean }): Feed;
  /** The same of Batch jobs that restore objects. The feed is done when no object can become readable any more. */
  restores(
    jobs: readonly (WatchedJob & { kind: 'BatchJob' })[],
    how: { absent: readonly AbsentJob[]; detailed: boolean },
  ): Feed;
  /** All jobs of the vault, new ones included. */
  vaultJobs(vault: VaultKey): Feed;
  /** The failure of a vault that does not exist, without a poll. */
  absentVault(vault: VaultKey): Feed;
  /** All Batch jobs of the location, or those that enter, change in, or leave one of the statuses. */
  batchJobs(location: Location, statuses: readonly BatchJobStatus[] | null, detailed: boolean): Feed;
  /** All jobs of the vaults and Batch locations of a board that match its filter. It goes on if some of them fail. */
  board(board: Board, minIntervalSeconds: number): Feed;
  /** Makes the instance that polls the target poll now; with a hint, only the job of the hint, and only if it can have changed. */
  wake(target: WatchTarget, hint?: JobHint): void;
  /** The number of watches, for tests of leaks. */
  readonly watches: number;
  close(): void;
}

export interface WatchesServices extends Omit<WatchServices, 'source'> {
  /** The AWS session of a watch; the signal ends its calls. */
  session(signal: AbortSignal): AwsSession;
  /** What the watch of restores polls. `wake` makes it poll. */
  restores(aws: AwsSession, jobs: JobSource, of: { signal: AbortSignal; wake(): void }): JobSource;
}

export function createWatches(services: WatchesServices): Watches {
  const watches = new Map<string, Watch>();
  const watchServices: WatchServices = {
    ...services,
    source: (target, signal) => {
      const aws = services.session(signal);
      const source = awsJobSource(aws, target, services.finished);
      if (target.kind === 'Restores')
        return services.restores(aws, remembering(source, services.finished), {
          signal,
          wake: () => services.store.wake(targetKey(target)),
        });
      return services.observer ? observedSource(source, target, services.observer) : source;
    },
  };

  // What such a watch knows of its jobs is more than what AWS returns, and less than all jobs.
  const { observer: _, ...unobserved } = watchServices;
  const withoutObserver: WatchServices = { ...unobserved, finished: { ...services.finished, remember: () => {} } };

  const registry: WatchRegistry = {
    join: (target, subscriber) => {
      const key = targetKey(target);
      const watch = watches.get(key) ?? new Watch(target, target.kind === 'Restores' ? withoutObserver : watchServices);
      watches.set(key, watch);
      watch.add(subscriber);
      return watch;
    },
    leave: (target, subscriber) => {
      const watch = watches.get(targetKey(target));
      watch?.remove(subscriber);
      if (!watch || watch.isWatched) return;
      watches.delete(watch.key);
      watch.close();
    },
    clock: services.clock,
  };

  const feedOf = (
    jobs: readonly WatchedJob[],
    targetFor: (job: WatchedJob) => WatchTarget,
    { absent, detailed }: { absent: readonly AbsentJob[]; detailed: boolean },
  ): Feed => {
    const sources = new Map<string, FeedSource & { interest: { jobIds: string[] } }>();
    for (const job of jobs) {
      const target = targetFor(job);
      const key = targetKey(target);
      const source = sources.get(key) ?? { target, interest: { all: false, jobIds: [], detailed: [] } };
      if (!source.interest.jobIds.includes(job.jobId)) source.interest.jobIds.push(job.jobId);
      sources.set(key, source);
    }
    const withDetails = ({ target, interest }: FeedSource): Interest => ({
      ...interest,
      detailed: detailed && target.kind !== 'Vault' ? interest.jobIds : [],
    });
    return new Feed({
      sources: [...sources.values()].map((source) => ({ ...source, interest: withDetails(source) })),
      watches: registry,
      absent,
    });
  };

  return {
    jobs: (jobs, how) => feedOf(jobs, targetOf, how),
    restores: (jobs, how) => feedOf(jobs, ({ accountId, region }) => ({ kind: 'Restores', accountId, region }), how),
    vaultJobs: (vault) =>
      new Feed({
        sources: [{ target: targetOf({ kind: 'GlacierJob', ...vault }), interest: all(false) }],
        watches: registry,
      }),
    absentVault: (vault) =>
      new Feed({
        sources: [],
        watches: registry,
        failure: { code: 'NOT_FOUND', message: `Vault not found for ARN: ${vaultArn(vault)}` },
      }),
    batchJobs: (location, statuses, detailed) => {
      const target = targetOf({ kind: 'BatchJob', ...location });
      const filterKey = statuses === null ? 'any' : [...new Set(statuses)].sort().join(' ');
      const source = { target, interest: all(detailed), matches: hasStatus(statuses), filterKey };
      return new Feed({ sources: [source], watches: registry });
    },
    board: (board, minIntervalSeconds) =>
      new Feed({
        list: listSources(board),
        watches: registry,
        minIntervalSeconds,
        matchesOverTime: board.matchesOverTime,
      }),
    wake: (target, hint) => services.store.wake(targetKey(target), hint && hintText(hint)),
    get watches() {
      return watches.size;
    },
    close: () => {
      for (const watch of watches.values()) watch.close();
      watches.clear();
    },
  };
}

/** Jobs as AWS describes them: those that have ended are not described again. */
const remembering = (source: JobSource, finished: FinishedSnapshots): JobSource => ({
  ...source,
  describe: async (jobId) => {
    const snapshot = await source.describe(jobId);
    finished.remember(snapshot);
    return snapshot;
  },
});

const all = (detailed: boolean): Interest => ({ all: true, jobIds: [], detailed: detailed ? 'all' : [] });

function hasStatus(statuses: readonly BatchJobStatus[] | null): NonNullable<FeedSource['matches']> {
  if (statuses === null) return () => true;
  const wanted = new Set(statuses);
  return (job) => job.kind === 'BatchJob' && wanted.has(job.status);
}
