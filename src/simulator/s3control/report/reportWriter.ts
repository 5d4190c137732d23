// Writes the completion reports of Batch jobs into their buckets. Nothing runs by itself: each request to S3 first writes what the
// clock has made due. Contents are computed when they are read.
import { NotSimulated } from '../../http/errors.ts';
import type { Bucket } from '../../world/objects/bucket.ts';
import type { ObjectStore } from '../../world/objects/objectStore.ts';
import type { ObjectVersion } from '../../world/objects/records.ts';
import type { AccountRegion } from '../../world/records.ts';
import type { BatchJob } from '../batch/batchJob.ts';
import { reportBucket } from './reportBucket.ts';
import { type ReportObject, reportObjects } from './reportObjects.ts';

interface Surroundings {
  objects: ObjectStore;
  locations(): Iterable<AccountRegion>;
}

interface Waiting {
  job: BatchJob;
  bucket: Bucket;
  object: ReportObject;
}

interface EndedJob {
  location: AccountRegion;
  job: BatchJob;
}

export class ReportWriter {
  readonly #world: Surroundings;
  /** Objects of jobs that have ended, in the order in which they are written. */
  #waiting: Waiting[] = [];
  readonly #written = new WeakMap<BatchJob, { bucket: Bucket; version: ObjectVersion }[]>();
  #writing = Promise.resolve();
  /** How many calls with jobs that have ended have not written yet. Each waits for the one before. */
  #writers = 0;

  constructor(world: Surroundings) {
    this.#world = world;
  }

  /**
   * Writes what is due. The tasks of jobs must have run until then. Returns undefined if nothing remains to be done; concurrent calls
   * run one after the other.
   */
  writeDue(now: number): Promise<void> | undefined {
    const ended = [...this.#world.locations()].flatMap((location) =>
      location.batch.takeReportable(now).map((job) => ({ location, job })),
    );
    if (ended.length === 0) {
      // Whoever waits adds no call: two that waited for each other's calls would never end. A failure is not theirs.
      if (this.#writers > 0) return this.#writing.catch(() => undefined);
      this.#putDue(now);
      return undefined;
    }
    this.#writers += 1;
    const write = () => this.#write(ended, now);
    this.#writing = this.#writing.then(write, write);
    return this.#writing;
  }

  /** Whether the job's report is in a bucket, or can still be written. */
  hasReport(job: BatchJob): boolean {
    const isWaiting = this.#writers > 0 || this.#waiting.some((each) => each.job === job);
    const written = this.#written.get(job) ?? [];
    return isWaiting || written.some(({ bucket, version }) => bucket.versions.of(version.key).includes(version));
  }

  /** Removes the report of a job that never was. */
  remove(job: BatchJob): void {
    this.#waiting = this.#waiting.filter((each) => each.job !== job);
    for (const { bucket, version } of this.#written.get(job) ?? []) {
      // A caller may have deleted it.
      if (bucket.versions.of(version.key).includes(version)) this.#world.objects.remove(bucket, version);
    }
    this.#written.delete(job);
  }

  async #write(ended: readonly EndedJob[], now: number): Promise<void> {
    try {
      await this.#addEnded(ended, now);
      this.#putDue(now);
    } finally {
      this.#writers -= 1;
    }
  }

  #putDue(now: number): void {
    if (this.#waiting.length === 0) return;
    this.#waiting.sort((a, b) => a.object.lastModified - b.object.lastModified);
    // manifest.json tells readers that the files exist, so the objects of a report are written in order or not at all.
    const held = new Set<BatchJob>();
    this.#waiting = this.#waiting.filter((each) => {
      if (each.object.lastModified > now) return true;
      if (!held.has(each.job) && this.#put(each)) return false;
      held.add(each.job);
      return true;
    });
  }

  /** A report that cannot be made fails the current request, once, and no other report. */
  async #addEnded(ended: readonly EndedJob[], now: number): Promise<void> {
    const errors: unknown[] = [];
    for (const each of ended) {
      try {
        await this.#add(each, now);
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }

  async #add({ location: { account, batch }, job }: EndedJob, now: number): Promise<void> {
    const { Report: report } = job.request;
    const [done, end] = batch.timeline(job).segments.slice(-2);
    const tasks = batch.tasks(job, now);
    if (!report || !done || !end || tasks.count === 0 || job.plan.fault?.at === 'report') return;
    // As of the time at which the job fails without a bucket for its report.
    const bucket = reportBucket(this.#world.objects, account.accountId, report, done.from);
    if (!bucket) return;
    const objects = await reportObjects(job, tasks, end.from, bucket.name);
    this.#waiting.push(...objects.map((object) => ({ job, bucket, object })));
  }

  /** False while the simulator's memory is full. */
  #put({ job, bucket, object }: Waiting): boolean {
    const { objects } = this.#world;
    if (objects.buckets.get(bucket.name) !== bucket) return true;
    try {
      const lastModified = Math.floor(object.lastModified / 1000) * 1000;
      const version = objects.put(bucket, { ...object, lastModified });
      this.#written.set(job, [...(this.#written.get(job) ?? []), { bucket, version }]);
    } catch (error) {
      if (!(error instanceof NotSimulated)) throw error;
      return false;
    }
    return true;
  }
}
