// Watches that see what a test says, in place of those that look at AWS.
import { type AdjustableClock, createClock } from '../../src/core/clock.ts';
import { changesIn } from '../../src/watch/changes.ts';
import type { WatchRegistry } from '../../src/watch/feedOptions.ts';
import type { WatchView } from '../../src/watch/feedSources.ts';
import { observed } from '../../src/watch/jobHistory.ts';
import type { WatchSubscriber } from '../../src/watch/watch.ts';
import type { JobSnapshot, VersionedSnapshot, WatchFailure } from '../../src/watch/watchStore.ts';
import { targetKey, type WatchTarget } from '../../src/watch/watchTarget.ts';
import { batchJob, glacierJob } from '../storage/records.ts';

export const startOfTime = Date.UTC(2026, 0, 15, 13);

export const running = (jobId: string): JobSnapshot => ({ jobId, job: glacierJob(jobId), details: null });
export const ended = (jobId: string, at = startOfTime): JobSnapshot => ({
  jobId,
  job: glacierJob(jobId, { completed: true, statusCode: 'SUCCEEDED', completionDate: new Date(at) }),
  details: null,
});
export const absent = (jobId: string): JobSnapshot => ({ jobId, job: null, details: null });
export const batch = (
  jobId: string,
  status: NonNullable<Parameters<typeof batchJob>[1]>['status'] = 'ACTIVE',
  done = 0,
): JobSnapshot => ({
  jobId,
  job: batchJob(jobId, {
    ...(status === undefined ? {} : { status }),
    completionDate: status === 'COMPLETE' || status === 'FAILED' ? new Date(startOfTime) : null,
    progressSummary: {
      totalNumberOfTasks: 100,
      numberOfTasksSucceeded: done,
      numberOfTasksFailed: 0,
      elapsedTimeInActiveSeconds: null,
    },
  }),
  details: null,
});

export const vault = (vaultName = 'vault'): WatchTarget => ({
  kind: 'Vault',
  accountId: '111122223333',
  region: 'us-east-1',
  vaultName,
});
export const batchPlace: WatchTarget = { kind: 'Batch', accountId: '111122223333', region: 'us-east-1' };

/** What a feed sees of a watch, and how a test moves it. */
export class FakeWatch implements WatchView {
  readonly snapshots = new Map<string, VersionedSnapshot>();
  readonly #clock: AdjustableClock;
  readonly watchers = new Set<WatchSubscriber>();
  epoch: string | null = null;
  version = 0;
  isFresh = false;
  failure: WatchFailure | null = null;
  transientFailure: WatchFailure | null = null;
  polledAt: number | null = null;

  constructor(clock: AdjustableClock) {
    this.#clock = clock;
  }

  /** The store was reached. */
  reachStore(epoch = 'e1'): void {
    this.epoch = epoch;
    this.#tell([]);
  }

  /** A look has seen these, each for what it brings. */
  see(...snapshots: JobSnapshot[]): void {
    this.epoch ??= 'e1';
    const isFirstPoll = !this.isFresh && this.snapshots.size === 0;
    this.isFresh = true;
    this.failure = null;
    const changes = snapshots.flatMap((seen) => changesIn(seen, this.snapshots.get(seen.jobId)) ?? []);
    this.#tell(changes.map((seen) => this.keep(seen, isFirstPoll)));
  }

  /** Known, but not reported to subscribers. */
  keep(snapshot: JobSnapshot, isFirstPoll = true): VersionedSnapshot {
    this.version += 1;
    const known = this.snapshots.get(snapshot.jobId);
    const seen = observed(snapshot, known, { at: this.#clock.now(), isFirstPoll });
    const kept = { ...seen, version: this.version };
    this.snapshots.delete(snapshot.jobId);
    this.snapshots.set(snapshot.jobId, kept);
    return kept;
  }

  fail(code: WatchFailure['code']): void {
    this.isFresh = false;
    this.failure = { code, message: `AWS says ${code}` };
    this.#tell([]);
  }

  /** The store has lost everything, and begins again. */
  lose(epoch: string, ...snapshots: JobSnapshot[]): void {
    this.epoch = epoch;
    this.version = 0;
    const known = [...this.snapshots.values()];
    this.snapshots.clear();
    for (const { jobId, job, details } of known) this.keep({ jobId, job, details });
    this.#tell(snapshots.map((seen) => this.keep(seen)));
  }

  #tell(changes: readonly VersionedSnapshot[]): void {
    for (const watcher of [...this.watchers]) watcher.update(changes);
  }
}

export interface FakeWatches extends WatchRegistry {
  at(target: WatchTarget): FakeWatch;
  /** How many feeds there are. */
  readonly joined: number;
  readonly clock: AdjustableClock;
}

export function fakeWatches(): FakeWatches {
  const watches = new Map<string, FakeWatch>();
  const clock = createClock({ speed: 0, startAt: startOfTime });
  const at = (target: WatchTarget) => {
    const key = targetKey(target);
    const watch = watches.get(key) ?? new FakeWatch(clock);
    watches.set(key, watch);
    return watch;
  };
  return {
    at,
    clock,
    get joined() {
      return [...watches.values()].reduce((sum, { watchers }) => sum + watchers.size, 0);
    },
    join: (target, watcher) => {
      at(target).watchers.add(watcher);
      return at(target);
    },
    leave: (target, watcher) => void at(target).watchers.delete(watcher),
  };
}
