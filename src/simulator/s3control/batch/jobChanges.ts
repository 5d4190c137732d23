// The changes of status of the Batch jobs of an account and region, each taken once, from the moment at which somebody listens.
// Timelines never change in the past, so the number of segments that were taken says what is new.
import type { JobFailure, JobStatus } from '@aws-sdk/client-s3-control';
import type { BatchJob } from './batchJob.ts';
import type { BatchJobs } from './batchJobs.ts';
import { isTerminal, type Timeline } from './timeline.ts';

export interface JobChange {
  job: BatchJob;
  status: JobStatus;
  at: number;
  /** Whether the job was created. */
  isNew: boolean;
  /** Of a job that fails. */
  failure: JobFailure | undefined;
}

export class JobChanges {
  readonly #batch: BatchJobs;
  readonly #since: number;
  /** Those that were there at that time, also if they changed in the same millisecond. */
  readonly #before: WeakSet<BatchJob>;
  readonly #taken = new WeakMap<BatchJob, number>();
  readonly #ended = new WeakSet<BatchJob>();

  constructor(batch: BatchJobs, since: number) {
    this.#batch = batch;
    this.#since = since;
    this.#before = new WeakSet(batch.all());
  }

  /** Those until now, in the order of time. The tasks of jobs must have run until then. */
  take(now: number): JobChange[] {
    this.#batch.arrivals(now);
    const changes: JobChange[] = [];
    for (const job of this.#batch.all()) {
      if (this.#ended.has(job)) continue;
      const timeline = this.#batch.timeline(job);
      const { segments } = timeline;
      let next = this.#taken.get(job) ?? this.#earlier(job, timeline);
      for (let segment = segments[next]; segment && segment.from <= now; segment = segments[next]) {
        const { status, from: at } = segment;
        const failure = status === 'Failing' || status === 'Failed' ? timeline.failure : undefined;
        changes.push({ job, status, at, isNew: next === 0, failure });
        next += 1;
      }
      this.#taken.set(job, next);
      const last = segments.at(-1);
      if (next === segments.length && last && isTerminal(last.status)) this.#ended.add(job);
    }
    return changes.sort((a, b) => a.at - b.at);
  }

  /** The number of segments that began before somebody listened. */
  #earlier(job: BatchJob, { segments }: Timeline): number {
    const wasThere = this.#before.has(job);
    return segments.filter(({ from }) => from < this.#since || (wasThere && from === this.#since)).length;
  }
}
