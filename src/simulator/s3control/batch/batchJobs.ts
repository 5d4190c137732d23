// The Batch jobs of one account and region. Timelines are computed on demand and cached until a job of their queue is
// added or changed.
import { DAY } from '../../world/durations.ts';
import type { BatchAction, BatchJob } from './batchJob.ts';
import { batchOutcome } from './batchOutcome.ts';
import { type BatchProgress, batchProgress } from './batchProgress.ts';
import type { BatchTasks } from './batchTasks.ts';
import { simulateQueue } from './simulateQueue.ts';
import { syntheticTasks } from './syntheticTasks.ts';
import { isTerminal, type Timeline } from './timeline.ts';

/** AWS deletes a job this long after its end. */
export const RETENTION = 90 * DAY;

/** Jobs that AWS has deleted are looked for when there are as many, and when there are twice as many as last time. */
const MANY = 1_000;

/** The request that first used a ClientRequestToken. */
interface Token {
  request: string;
  jobId: string;
}

/** What jobs need of S3. */
export interface BatchSurroundings {
  /** Changes when a bucket is created or deleted. */
  bucketChanges(): number;
  /** Whether the job's report can be written at that time. */
  canReport(job: BatchJob, time: number): boolean;
}

export class BatchJobs {
  readonly tokens = new Map<string, Token>();
  /** Adds the jobs that the world itself has started by this time. Called before each read. */
  arrivals: (now: number) => void = () => {};
  readonly #jobs = new Map<string, BatchJob>();
  /** The jobs of each queue since it had none last: those of before change no times. */
  readonly #queues = new Map<string, BatchJob[]>();
  /** The queue as it was with the job. */
  readonly #queueOfJob = new WeakMap<BatchJob, BatchJob[]>();
  #timelines = new WeakMap<BatchJob, Timeline>();
  /** So many jobs are there when the deleted ones are forgotten. */
  #most = MANY;
  #actionCount = 0;
  /** How often times of jobs have changed. */
  timeChanges = 0;
  readonly #surroundings: BatchSurroundings;
  #bucketChanges = 0;
  /** The jobs whose report was not taken. */
  readonly #unreported = new Set<BatchJob>();
  /** When the first of these ends; undefined if that is not known. */
  #firstReportAt: number | undefined;

  constructor(surroundings: BatchSurroundings) {
    this.#surroundings = surroundings;
  }

  add(job: BatchJob): void {
    if (this.#jobs.size >= this.#most) this.#forgetDeleted(job.createdAt);
    this.#jobs.set(job.id, job);
    if (job.request.Report?.Enabled) this.#unreported.add(job);
    this.#firstReportAt = undefined;
    if (job.queue === undefined) return;
    let queue = this.#queues.get(job.queue);
    if (!queue || this.#hasEnded(queue, job.createdAt)) {
      queue = [];
      this.#queues.set(job.queue, queue);
    }
    queue.push(job);
    this.#queueOfJob.set(job, queue);
    this.forgetTimelines(job);
  }

  /** Whether all are known to have ended: then they change no times of a job that is created now. */
  #hasEnded(queue: readonly BatchJob[], time: number): boolean {
    this.#heedBuckets();
    return queue.every((job) => {
      const known = this.#timelines.get(job);
      return known !== undefined && endOf(known) <= time;
    });
  }

  remove(job: BatchJob): void {
    this.forgetTimelines(job);
    this.#jobs.delete(job.id);
    this.#unreported.delete(job);
  }

  /** Ends a job that AWS has deleted; false while its report was not taken. The others of its queue keep their times. */
  forget(job: BatchJob): boolean {
    if (this.#unreported.has(job)) return false;
    return this.#jobs.delete(job.id);
  }

  /** Jobs with objects have more to be forgotten: see forgetBatchJobs.ts. */
  #forgetDeleted(now: number): void {
    for (const job of this.#jobs.values()) if (!job.run && !this.#isKnown(job, now)) this.forget(job);
    for (const [token, { jobId }] of this.tokens) if (!this.#jobs.has(jobId)) this.tokens.delete(token);
    this.#most = Math.max(MANY, 2 * this.#jobs.size);
  }

  /** Records an action of a caller. The operation decides whether the action is allowed. */
  act(job: BatchJob, action: BatchAction, at: number): void {
    this.#actionCount += 1;
    job.actions = [...job.actions, { ...action, at, order: this.#actionCount }];
    this.forgetTimelines(job);
  }

  /** The job, unless AWS would have deleted it by now. */
  get(jobId: string, now: number): BatchJob | undefined {
    this.arrivals(now);
    const job = this.#jobs.get(jobId);
    return job && this.#isKnown(job, now) ? job : undefined;
  }

  /** Also those that AWS has deleted and the simulator still needs. */
  all = (): BatchJob[] => [...this.#jobs.values()];

  /** The retained jobs, newest first. AWS does not publish its order: callers must not rely on this one. */
  list(now: number): BatchJob[] {
    this.arrivals(now);
    return [...this.#jobs.values()]
      .filter((job) => this.#isKnown(job, now))
      .sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? -1 : 1));
  }

  progress(job: BatchJob, now: number): BatchProgress {
    return batchProgress(job, this.timeline(job), now);
  }

  /** The tasks that have run by now. */
  tasks(job: BatchJob, now: number): BatchTasks {
    if (job.run) return job.run.tasks(job.id);
    const { succeeded, failed } = this.progress(job, now);
    return syntheticTasks(job, succeeded + failed);
  }

  /** The jobs with a report that have ended, each only once. */
  takeReportable(now: number): BatchJob[] {
    this.arrivals(now);
    this.#heedBuckets();
    if (this.#firstReportAt !== undefined && now < this.#firstReportAt) return [];
    const taken: BatchJob[] = [];
    let first = Number.POSITIVE_INFINITY;
    for (const job of this.#unreported) {
      const end = endOf(this.timeline(job));
      if (end > now) first = Math.min(first, end);
      else {
        taken.push(job);
        this.#unreported.delete(job);
      }
    }
    this.#firstReportAt = first;
    return taken;
  }

  #isKnown(job: BatchJob, now: number): boolean {
    const { endedAt } = this.progress(job, now);
    return endedAt === undefined || now < endedAt + RETENTION;
  }

  timeline(job: BatchJob): Timeline {
    this.#heedBuckets();
    const known = this.#timelines.get(job);
    if (known) return known;
    for (const [each, timeline] of simulateQueue(this.#queueOf(job), this.#surroundings.canReport))
      this.#timelines.set(each, timeline);
    const made = this.#timelines.get(job);
    if (!made) throw new Error(`the job ${job.id} is not of this location`);
    return made;
  }

  /** A job fails if its report bucket does not exist when its tasks are done. */
  #heedBuckets(): void {
    const changes = this.#surroundings.bucketChanges();
    if (changes === this.#bucketChanges) return;
    this.#bucketChanges = changes;
    this.#timelines = new WeakMap();
    this.#firstReportAt = undefined;
  }

  /** Called when the plan, the actions or the results of a job of the queue have changed. */
  forgetTimelines(job: BatchJob): void {
    this.timeChanges += 1;
    this.#firstReportAt = undefined;
    const queue = this.#queueOf(job);
    // The times of a queue are known all together. A job that is added has none yet.
    if (queue[0] && this.#timelines.has(queue[0])) for (const each of queue) this.#timelines.delete(each);
  }

  /** Called when the manifest of a job was read: how many tasks it has changes no times. */
  takeTasks(job: BatchJob): void {
    const known = this.#timelines.get(job);
    if (known) this.#timelines.set(job, { ...known, outcome: batchOutcome(job.plan, job.run) });
  }

  #queueOf(job: BatchJob): readonly BatchJob[] {
    return this.#queueOfJob.get(job) ?? [job];
  }
}

/** Infinity if the job never ends by itself. */
function endOf({ segments }: Timeline): number {
  const last = segments.at(-1);
  return last && isTerminal(last.status) ? last.from : Number.POSITIVE_INFINITY;
}
