// Jobs that start as time passes, one in each interval. The clock alone decides which exist: the same at the same time,
// however often and in whatever steps it is read.

export interface Series<Job> {
  /** Milliseconds between two starts. A start is a multiple of it since the epoch. */
  interval: number;
  /** The number of jobs that are kept. Jobs that users start are kept as long as AWS keeps them. */
  kept: number;
  /** The number of jobs that have started when the demo begins. */
  earlier: number;
  start(at: number): Job;
  remove(job: Job): void;
}

/** Starts and removes the jobs that are due by the given time. */
export function createArrivals<Job>(
  since: number,
  { interval, kept, earlier, start, remove }: Series<Job>,
): (now: number) => void {
  const jobs: Job[] = [];
  let next = Math.floor(since / interval) - earlier + 1;
  return (now) => {
    const last = Math.floor(now / interval);
    for (next = Math.max(next, last - kept + 1); next <= last; next += 1) jobs.push(start(next * interval));
    for (const job of jobs.splice(0, jobs.length - kept)) remove(job);
  };
}
