// When buckets existed: a job that ends at some time can write its report if the bucket exists then. A bucket that was deleted is
// remembered as long as a job can ask for it, and no more than so many are.
import { DAY } from '../durations.ts';

/** The jobs of that time are deleted by then. */
const KEPT = 90 * DAY;
const MOST_ENDED = 10_000;

interface Life<Bucket> {
  bucket: Bucket;
  from: number;
  to: number;
}

export class BucketLives<Bucket extends { name: string }> {
  readonly #present = new Map<string, Life<Bucket>>();
  /** In the order of their ends. */
  readonly #ended: Life<Bucket>[] = [];

  begin(bucket: Bucket, from: number): void {
    this.#present.set(bucket.name, { bucket, from, to: Number.POSITIVE_INFINITY });
  }

  end({ name }: Bucket, to: number): void {
    const life = this.#present.get(name);
    this.#present.delete(name);
    // A bucket that was deleted at once never existed for a job.
    if (life && life.from < to) this.#ended.push({ ...life, to });
    while (this.#ended.length > MOST_ENDED || (this.#ended[0]?.to ?? to) <= to - KEPT) this.#ended.shift();
  }

  /** The bucket that had the name at the time. */
  at(name: string, time: number): Bucket | undefined {
    const present = this.#present.get(name);
    if (present && present.from <= time) return present.bucket;
    return this.#ended.find(({ bucket, from, to }) => bucket.name === name && from <= time && time < to)?.bucket;
  }
}
