// Looks at AWS for a watch while that is its task, and knows when to look again: by the jobs' pace, sooner for a job that
// is said to have ended, later and later while AWS fails.
import type { Logger } from 'pino';
import type { Clock } from '../core/clock.ts';
import { GatewayError } from '../core/errors.ts';
import { nextPollIn, type PaceBounds } from '../jobs/pace.ts';
import type { JobSource } from './awsJobSource.ts';
import { hasEnded } from './changes.ts';
import { poll } from './poll.ts';
import type { Interest, JobSnapshot, PollResult, WatchFailure } from './watchStore.ts';

const hour = 3_600_000;

/** Ends are told to those who join for so long: as long as Glacier itself promises to remember them. */
export const finishedSnapshotTtl = 24 * hour;

/** In AWS's time. A list of the unfinished shows no job that came and went between two looks. */
const sweepEvery = 6 * hour;

/** In AWS's time: so that a job of the quickest tier, which takes a minute at least, is seen at work. */
const allJobsPace = 60_000;

/** In real time, however fast the clock runs. */
const shortestPause = 250;

type Known = ReadonlyMap<string, JobSnapshot>;

export interface PollerServices {
  clock: Clock;
  pace: PaceBounds;
  log: Logger;
  random(): number;
}

export class Poller {
  readonly #services: PollerServices;
  readonly #source: JobSource;
  readonly #signal: AbortSignal;
  /** Jobs that are said to have ended. */
  readonly #hints = new Set<string>();
  #triedAt = 0;
  #sweptAt: number | null = null;
  #pages = 1;
  #failures = 0;
  #luck = 0;

  /** The signal says that nobody wants to know any more. */
  constructor(source: JobSource, services: PollerServices, signal: AbortSignal) {
    this.#source = source;
    this.#services = services;
    this.#signal = signal;
  }

  /** Begins anew: somebody else may have polled until now, or nobody. */
  begin(): void {
    this.#sweptAt = null;
    this.#failures = 0;
  }

  /** The last look is lost to everybody: what it alone has seen is to be polled for again, though not at once. */
  lose(): void {
    this.#sweptAt = null;
    this.#failures += 1;
    this.#triedAt = this.#services.clock.now();
  }

  /** Somebody else looks, and follows what is said to all. */
  rest(): void {
    this.#hints.clear();
  }

  hint(jobId: string): void {
    this.#hints.add(jobId);
  }

  get isFailing(): boolean {
    return this.#failures > 0;
  }

  /** Whether something is wanted that no look has told yet. */
  lacks(interest: Interest, known: Known): boolean {
    return this.#failures === 0 && this.#misses(interest, known);
  }

  #misses({ all, jobIds }: Interest, known: Known): boolean {
    return (all && this.#sweptAt === null) || jobIds.some((jobId) => !known.has(jobId));
  }

  /** Null for a look that has seen nothing and is worth repeating. `again` looks at what is known too. */
  async poll(interest: Interest, known: Known, again: boolean): Promise<PollResult | null> {
    const { clock, random } = this.#services;
    const at = clock.now();
    const sweep = this.#sweptAt === null || at - this.#sweptAt > sweepEvery;
    if (again) this.#triedAt = at;
    this.#luck = random();
    try {
      const since = at - finishedSnapshotTtl;
      const request = { interest, known, sweep, again, pages: this.#pages, since, hinted: this.#hints };
      const { snapshots, forgotten, pages, error } = await poll(this.#source, request);
      this.#pages = pages;
      // Jobs that nobody wanted for a while may have come and gone.
      if (!interest.all) this.#sweptAt = null;
      else if (sweep) this.#sweptAt = at;
      if (error === null) this.#failures = 0;
      const failure = error === null ? null : this.#failed(error, at);
      return { snapshots, forgotten, at: this.#triedAt, sweptAt: this.#sweptAt, failure };
    } catch (error) {
      const failure = this.#failed(error, at);
      return failure && { snapshots: [], forgotten: [], at, sweptAt: this.#sweptAt, failure };
    }
  }

  /** Null for an error that may pass. */
  #failed(error: unknown, at: number): WatchFailure | null {
    if (this.#signal.aborted) return null;
    this.#failures += 1;
    this.#triedAt = at;
    const known = error instanceof GatewayError;
    const { log } = this.#services;
    log[known ? 'warn' : 'error']({ err: error, failures: this.#failures }, 'polling AWS failed');
    return known && !error.retryable ? { code: error.code, message: error.message } : null;
  }

  /** Milliseconds of AWS's time until the next look; null where there is nothing to look for. */
  nextIn(interest: Interest, known: Known): number | null {
    const { clock, pace } = this.#services;
    const wanted = new Set(interest.jobIds);
    const jobs = [...known.values()].flatMap(({ job }) =>
      job && !hasEnded(job) && (interest.all || wanted.has(job.jobId)) ? job : [],
    );
    if (jobs.length === 0 && !interest.all && this.#failures === 0) return null;
    for (const hint of this.#hints) if (!jobs.some(({ jobId }) => jobId === hint)) this.#hints.delete(hint);

    const now = clock.now();
    const paced = nextPollIn({ jobs, failures: this.#failures, now, bounds: pace, random: this.#luck });
    const pause = Math.min(paced, this.#atMost(interest, known));
    return Math.max(this.#triedAt + Math.max(pause, shortestPause * clock.speed) - now, 0);
  }

  #atMost(interest: Interest, known: Known): number {
    const quickest = this.#services.pace.minSeconds * 1000;
    if (this.#failures > 0) {
      // Somebody has been told nothing yet.
      return this.#misses(interest, known) ? quickest * 2 ** this.#failures : Number.POSITIVE_INFINITY;
    }
    if (this.#hints.size > 0) return quickest;
    return interest.all ? Math.max(quickest, allJobsPace) : Number.POSITIVE_INFINITY;
  }
}
