// The batch jobs of one account in one region. Timelines are made when somebody asks and kept until a job of their queue is
// added or acted upon: a look costs nothing that an earlier look has paid.
import { DAY } from '../../world/durations.ts';
import type { BatchDeed, BatchJob } from './batchJob.ts';
import { type BatchProgress, batchProgress } from './batchProgress.ts';
import { simulateQueue, type Timeline } from './simulateQueue.ts';

/** AWS forgets a job so long after its end. */
const RETENTION = 90 * DAY;

/** Which request a ClientRequestToken stood on first. */
interface Token {
  request: string;
  jobId: string;
}

export class BatchJobs {
  readonly tokens = new Map<string, Token>();
  readonly #jobs = new Map<string, BatchJob>();
  readonly #queues = new Map<string, BatchJob[]>();
  readonly #timelines = new Map<BatchJob, Timeline>();
  #deeds = 0;

  add(job: BatchJob): void {
    this.#jobs.set(job.id, job);
    if (job.queue === undefined) return;
    const queue = this.#queues.get(job.queue);
    if (queue) queue.push(job);
    else this.#queues.set(job.queue, [job]);
    this.#forgetTimelines(job);
  }

  /** Records what a caller did; whether it may be done is for the operation to say. */
  act(job: BatchJob, deed: BatchDeed, at: number): void {
    this.#deeds += 1;
    job.actions = [...job.actions, { ...deed, at, order: this.#deeds }];
    this.#forgetTimelines(job);
  }

  /** The job, unless AWS would have forgotten it. */
  get(jobId: string, now: number): BatchJob | undefined {
    const job = this.#jobs.get(jobId);
    return job && this.#isKnown(job, now) ? job : undefined;
  }

  /** The remembered jobs, newest first. AWS does not publish its order: callers must not rely on this one. */
  list(now: number): BatchJob[] {
    return [...this.#jobs.values()]
      .filter((job) => this.#isKnown(job, now))
      .sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? -1 : 1));
  }

  progress(job: BatchJob, now: number): BatchProgress {
    return batchProgress(job, this.#timeline(job), now);
  }

  #isKnown(job: BatchJob, now: number): boolean {
    const { endedAt } = this.progress(job, now);
    return endedAt === undefined || now < endedAt + RETENTION;
  }

  #timeline(job: BatchJob): Timeline {
    const known = this.#timelines.get(job);
    if (known) return known;
    for (const [each, timeline] of simulateQueue(this.#queueOf(job))) this.#timelines.set(each, timeline);
    const made = this.#timelines.get(job);
    if (!made) throw new Error(`the job ${job.id} is not of this place`);
    return made;
  }

  #forgetTimelines(job: BatchJob): void {
    for (const each of this.#queueOf(job)) this.#timelines.delete(each);
  }

  #queueOf(job: BatchJob): readonly BatchJob[] {
    return (job.queue === undefined ? undefined : this.#queues.get(job.queue)) ?? [job];
  }
}
