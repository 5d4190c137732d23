// A watch between a store, AWS and subscribers that all answer when a test says so; it records every broken promise.
import { pino } from 'pino';
import type { BatchJobRecord } from '../../src/aws/s3control/batchJob.ts';
import { createClock } from '../../src/core/clock.ts';
import { GatewayError } from '../../src/core/errors.ts';
import type { JobRecord } from '../../src/jobs/jobState.ts';
import { hasEnded } from '../../src/watch/changes.ts';
import { Feed } from '../../src/watch/feed.ts';
import { changeFor, phaseAfter } from '../../src/watch/feedEvent.ts';
import type { FeedState } from '../../src/watch/feedState.ts';
import { observed } from '../../src/watch/jobHistory.ts';
import { KnownPhases } from '../../src/watch/knownPhases.ts';
import { Watch } from '../../src/watch/watch.ts';
import type { LeaseState, VersionedSnapshot, WatchEvent, WatchStore } from '../../src/watch/watchStore.ts';
import { batchJob } from '../storage/records.ts';
import { batchPlace, startOfTime } from './fakeWatches.ts';
import { samePaces } from './samePaces.ts';

export const maxPause = 300_000;
const heartbeatInterval = 1_000;
const tasks = 100;
const day = 24 * 3_600_000;
/** How long after its end the output of a job begins to expire soon; in the model, Batch jobs have outputs. */
const expiresAfter = 19 * 3_600_000;
const log = pino({ level: 'silent' });

export interface ModelSubscriber {
  feed: FeedState;
  all: boolean;
  jobIds: readonly string[];
  /** How far each job was, each time that the subscriber got it; -1 for a job that does not exist. */
  received: Map<string, number[]>;
  /** The jobs of which it got that their output expires soon, each time. */
  expiring: string[];
  /** The jobs that it knew to have ended before that. */
  knownEnds: Set<string>;
}

interface Answer {
  deliver(): void;
}

export class WatchModel {
  readonly faults: string[] = [];
  readonly subscribers: ModelSubscriber[] = [];
  /** Answers of the store and of AWS that have not arrived. */
  readonly answers: Answer[] = [];
  isStoreReachable = true;
  aws: 'works' | 'fails for now' | 'refuses' = 'works';
  /** AWS's lists show each job as it was before its last change. */
  isLagging = false;
  holder: 'nobody' | 'watch' | 'another instance' = 'nobody';
  /** A wake came during a poll, and no other poll has begun since. */
  owesPoll = false;
  polls = 0;

  /** Whether other instances share the store; else it never fails, and needs no heartbeats. */
  readonly isShared: boolean;
  readonly #clock = createClock({ speed: 0, startAt: startOfTime });
  readonly #realClock = createClock({ speed: 0, startAt: startOfTime });
  readonly #jobs = new Map<string, { now: number; before: number; endedAt: number }>();
  readonly #stored = new Map<string, VersionedSnapshot>();
  #epoch = 1;
  #version = 0;
  #token = 0;
  #lastPoll: { token: number; state: NonNullable<LeaseState['lastPoll']> } | null = null;
  #transientFailure: { token: number; failure: LeaseState['transientFailure'] } | null = null;
  /** The fencing token that the watch received last. */
  #tokenOfWatch: number | null = null;
  /** What the present watch does. */
  #calls = newCalls();
  #isFailing = false;
  #watch: Watch | null = null;
  #listener: ((event: WatchEvent) => void) | null = null;

  constructor(isShared: boolean) {
    this.isShared = isShared;
  }

  get isPolling(): boolean {
    return this.#calls.latest === 'poll';
  }

  get isWatched(): boolean {
    return this.#watch !== null;
  }

  /** Nothing is wrong that delays a poll. */
  get isHealthy(): boolean {
    return this.isStoreReachable && this.aws === 'works' && this.holder === 'watch' && !this.#isFailing;
  }

  /** Only subscribers who ask for it by id get a job that ended a day ago. */
  isForgotten(jobId: string): boolean {
    const job = this.#jobs.get(jobId);
    return job !== undefined && job.now === tasks && job.endedAt < this.#clock.now() - day;
  }

  /** Whether the output of a job expires soon by now. */
  isExpiring(jobId: string): boolean {
    const job = this.#jobs.get(jobId);
    return job !== undefined && job.now === tasks && job.endedAt + expiresAfter <= this.#clock.now();
  }

  /** How far a job is as the store has it: -1 for one that it does not have. */
  storedProgressOf(jobId: string): number {
    const job = this.#stored.get(jobId)?.job;
    return job ? doneOf(job as BatchJobRecord) : -1;
  }

  /** How far a job is: -1 while it does not exist, 100 when it has ended. */
  progressOf = (jobId: string): number => this.#jobs.get(jobId)?.now ?? -1;

  advanceJob(jobId: string, by: number): void {
    const now = this.#jobs.get(jobId)?.now ?? -1;
    if (now === tasks) return;
    this.#jobs.set(jobId, { now: Math.min(tasks, now + by), before: now, endedAt: this.#clock.now() });
  }

  subscribe(jobIds: readonly string[] | 'all'): void {
    const all = jobIds === 'all';
    const interest = { all, jobIds: all ? [] : jobIds, detailed: [] };
    const registry = {
      join: (_: unknown, subscriber: Parameters<Watch['add']>[0]) => {
        this.#watch ??= this.#createWatch();
        this.#watch.add(subscriber);
        return this.#watch;
      },
      leave: (_: unknown, subscriber: Parameters<Watch['remove']>[0]) => {
        this.#watch?.remove(subscriber);
        if (this.#watch?.isWatched !== false) return;
        this.#watch.close();
        this.#watch = null;
      },
      clock: this.#clock,
    };
    const received = new Map<string, number[]>();
    const expiring: string[] = [];
    const knownEnds = new Set<string>();
    const known = new KnownPhases();
    let position = 0;
    let isOpen = false;
    const read = () => {
      if (!isOpen) return;
      for (const entry of feed.after(position)) {
        const { snapshot, position: its, error, slot, isInitial } = entry;
        position = its;
        const change = changeFor(entry, known.get(slot), isInitial)?.change;
        known.set(slot, phaseAfter(entry));
        if (change === 'EXPIRING_SOON') {
          if (!this.isExpiring(snapshot.jobId)) this.faults.push(`${snapshot.jobId} expires early`);
          if (expiring.includes(snapshot.jobId)) this.faults.push(`${snapshot.jobId} expires twice`);
          expiring.push(snapshot.jobId);
        } else if (snapshot.job && hasEnded(snapshot.job) && !snapshot.expiresSoon) knownEnds.add(snapshot.jobId);
        const progress = snapshot.job === null ? -1 : doneOf(snapshot.job as BatchJobRecord);
        const before = received.get(snapshot.jobId)?.at(-1) ?? -1;
        if (error === null && progress < before) this.faults.push(`${snapshot.jobId}: ${progress} after ${before}`);
        received.set(snapshot.jobId, [...(received.get(snapshot.jobId) ?? []), progress]);
      }
    };
    const feed = new Feed({ sources: [{ target: batchPlace, interest }], watches: registry }).open(read);
    isOpen = true;
    read();
    this.subscribers.push({ feed, all, jobIds: interest.jobIds, received, expiring, knownEnds });
  }

  unsubscribe(index: number): void {
    const [subscriber] = this.subscribers.splice(index % this.subscribers.length, 1);
    subscriber?.feed.close();
  }

  wake(hint: string | null): void {
    // While AWS or the store fails, the pace of the failures decides.
    // A hint is followed by a poll only if its job can have changed.
    if (hint === null && this.isPolling && !this.#isFailing && this.#listener) this.owesPoll = true;
    this.#listener?.({ kind: 'wake', hint });
  }

  /** The store has lost everything, leases included. */
  emptyStore(): void {
    this.#epoch += 1;
    this.#version = 0;
    this.#stored.clear();
    this.#lastPoll = null;
    this.#transientFailure = null;
    this.holder = 'nobody';
  }

  takeLeaseAway(): void {
    this.#token += 1;
    this.holder = 'another instance';
  }

  returnLease(): void {
    this.holder = 'nobody';
    this.#listener?.({ kind: 'changes' });
  }

  /** The other instance polls AWS and shares what it sees. */
  pollElsewhere(): void {
    const wanted = this.subscribers.flatMap(({ jobIds }) => jobIds);
    for (const jobId of new Set([...this.#jobs.keys(), ...wanted])) {
      const progress = this.progressOf(jobId);
      if (this.#stored.has(jobId) && this.storedProgressOf(jobId) === progress) continue;
      const seen = { jobId, job: progress < 0 ? null : this.#jobAt(jobId, progress), details: null };
      this.#keep(observed(seen, this.#stored.get(jobId), { at: this.#clock.now(), isFirstPoll: false }));
    }
    const at = this.#clock.now();
    this.#lastPoll = { token: this.#token, state: { at, sweptAt: at, failure: null } };
    this.#transientFailure = null;
    this.#listener?.({ kind: 'changes' });
  }

  passRealTime(milliseconds: number): void {
    this.#realClock.advance(milliseconds);
  }

  passAwsTime(milliseconds: number): void {
    this.#clock.advance(milliseconds);
  }

  /** One answer arrives, and what it leads to begins. */
  async deliver(index = 0): Promise<void> {
    const [answer] = this.answers.splice(index % Math.max(1, this.answers.length), 1);
    answer?.deliver();
    await settled();
  }

  /** All answers arrive, and real time passes until nothing is due any more but polls by the pace of the jobs. */
  async rest(): Promise<void> {
    for (let round = 0; round < 6; round += 1) {
      await settled();
      while (this.answers.length > 0) await this.deliver();
      this.passRealTime(heartbeatInterval);
    }
    await settled();
    while (this.answers.length > 0) await this.deliver();
  }

  #createWatch(): Watch {
    let isClosed = false;
    const calls = newCalls();
    this.#calls = calls;
    this.#isFailing = false;
    this.#tokenOfWatch = null;
    const begin = (what: 'heartbeat' | 'poll' | 'write') => {
      if (isClosed) this.faults.push(`${what} after close`);
      if (calls.store > 0) this.faults.push(`${what} during ${calls.latest}`);
      if (calls.aws > 0 && what !== 'poll') this.faults.push(`${what} during a poll`);
      if (what !== 'heartbeat' && this.#tokenOfWatch === null) this.faults.push(`${what} without a fencing token`);
      if (what === 'poll' && calls.latest !== 'poll') {
        this.polls += 1;
        this.owesPoll = false;
        calls.hasFailed = false;
      }
      if (what === 'write' && !calls.hasFailed) this.#isFailing = false;
      calls.latest = what;
    };
    const ask = <T>(from: 'store' | 'aws', give: () => T): Promise<T> => {
      calls[from] += 1;
      let answer: { value: T } | { error: unknown };
      try {
        answer = { value: give() };
      } catch (error) {
        answer = { error };
      }
      return new Promise((resolve, reject) => {
        const deliver = () => {
          calls[from] -= 1;
          if ('value' in answer) return resolve(answer.value);
          if (!isClosed) {
            calls.hasFailed = true;
            this.#isFailing = true;
            this.owesPoll = false;
          }
          reject(answer.error);
        };
        this.answers.push({ deliver });
      });
    };
    const reach = () => {
      if (!this.isStoreReachable) throw new Error('unreachable');
    };
    const askAws = () => {
      if (this.aws === 'fails for now') throw new GatewayError('THROTTLED', 'slow down');
      if (this.aws === 'refuses') throw new GatewayError('FORBIDDEN', 'not for you');
    };
    const store: WatchStore = {
      heartbeatInterval: this.isShared ? heartbeatInterval : null,
      heartbeat: (_, known, interest) => {
        begin('heartbeat');
        return ask('store', () => {
          this.#tokenOfWatch = null;
          reach();
          if (this.holder === 'nobody') {
            this.#token += 1;
            this.holder = 'watch';
            this.#isFailing = false;
            this.owesPoll = false;
          }
          const fencingToken = this.holder === 'watch' ? this.#token : null;
          if (fencingToken === null) this.owesPoll = false;
          this.#tokenOfWatch = fencingToken;
          const isKnown = known.epoch === String(this.#epoch) && known.version <= this.#version;
          return {
            epoch: String(this.#epoch),
            version: this.#version,
            changes: [...this.#stored.values()].filter(({ version }) => !isKnown || version > known.version),
            lastPoll: this.#lastPoll?.token === this.#token ? this.#lastPoll.state : null,
            transientFailure: this.#transientFailure?.token === this.#token ? this.#transientFailure.failure : null,
            fencingToken,
            interests: fencingToken === null ? [] : [interest],
          };
        });
      },
      write: (_, fencingToken, result, transientFailure = null) => {
        begin('write');
        return ask('store', () => {
          reach();
          if (this.holder !== 'watch' || fencingToken !== this.#token) return false;
          const { snapshots, forgotten, ...state } = result ?? { snapshots: [], forgotten: [] };
          for (const jobId of forgotten) this.#stored.delete(jobId);
          for (const snapshot of snapshots) this.#keep(snapshot);
          if (result) this.#lastPoll = { token: fencingToken, state: state as NonNullable<LeaseState['lastPoll']> };
          this.#transientFailure = { token: fencingToken, failure: transientFailure };
          setImmediate(() => this.#listener?.({ kind: 'changes' }));
          return true;
        });
      },
      leave: async () => {
        if (this.holder === 'watch') this.holder = 'nobody';
      },
      listen: (_, onEvent) => {
        this.#listener = onEvent;
      },
      unlisten: () => {
        this.#listener = null;
      },
      wake: () => this.wake(null),
      once: async () => true,
      close: async () => undefined,
    };
    const shown = (jobId: string) => (this.isLagging ? this.#jobs.get(jobId)?.before : this.progressOf(jobId)) ?? -1;
    const record = (jobId: string): BatchJobRecord => this.#jobAt(jobId, shown(jobId));
    return new Watch(batchPlace, {
      store,
      finished: { recall: async () => null, remember: () => undefined },
      clock: this.#clock,
      realClock: this.#realClock,
      paces: samePaces({ minSeconds: 5, maxSeconds: maxPause / 1000 }),
      expiringSoonFrom: expiringFrom,
      log,
      random: () => 0.5,
      source: (_, signal) => {
        signal.addEventListener('abort', () => {
          isClosed = true;
          this.#tokenOfWatch = null;
          this.owesPoll = false;
        });
        return {
          list: (which) => {
            if (isClosed) return Promise.reject(signal.reason);
            begin('poll');
            if (calls.aws > 0) this.faults.push('two polls at once');
            return ask('aws', () => {
              askAws();
              const ids = [...this.#jobs.keys()].filter((jobId) => shown(jobId) >= 0);
              const items = ids.filter((jobId) => which === 'all' || shown(jobId) < tasks).map(record);
              return { items, marker: null };
            });
          },
          describe: (jobId) => {
            if (isClosed) return Promise.reject(signal.reason);
            begin('poll');
            return ask('aws', () => {
              askAws();
              const progress = this.progressOf(jobId);
              return { jobId, job: progress < 0 ? null : this.#jobAt(jobId, progress), details: null };
            });
          },
        };
      },
    });
  }

  #jobAt(jobId: string, progress: number): BatchJobRecord {
    const endedAt = this.#jobs.get(jobId)?.endedAt ?? startOfTime;
    return batchJob(jobId, {
      status: progress >= tasks ? 'COMPLETE' : 'ACTIVE',
      completionDate: progress >= tasks ? new Date(endedAt) : null,
      progressSummary: {
        totalNumberOfTasks: tasks,
        numberOfTasksSucceeded: progress,
        numberOfTasksFailed: 0,
        elapsedTimeInActiveSeconds: null,
      },
    });
  }

  #keep(snapshot: Omit<VersionedSnapshot, 'version'>): void {
    this.#version += 1;
    this.#stored.delete(snapshot.jobId);
    this.#stored.set(snapshot.jobId, { ...snapshot, version: this.#version });
  }
}

const expiringFrom = (job: JobRecord): number | null =>
  hasEnded(job) && job.completionDate ? job.completionDate.getTime() + expiresAfter : null;

const newCalls = () => ({ aws: 0, store: 0, latest: 'nothing' as string, hasFailed: false });

const doneOf = ({ progressSummary }: BatchJobRecord): number => progressSummary?.numberOfTasksSucceeded ?? 0;

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
