// The pages of jobs that queries were given lately, by the runs that they are of. While no list changes, an equal query gets the same
// page: the very same list of jobs, whose JSON the executor may know.
import { ByteCache } from '../core/byteCache.ts';
import { cacheBytes } from '../core/cacheBytes.ts';
import { andThen, type MaybePromise } from '../core/maybePromise.ts';
import { isTimelessOrder } from '../jobs/jobOrder.ts';
import type { JobRun } from '../jobs/jobRun.ts';
import type { PageOfJobs, PageOfJobsRequest } from '../jobs/pageOfJobs.ts';

/** A page keeps jobs that have left their list. */
const bytesOfJob = 1_024;

export class KnownPages {
  readonly #pages = new ByteCache<PageOfJobs>(cacheBytes.jobPages, {
    bytesOf: ({ jobs }) => jobs.length * bytesOfJob,
  });

  /** The page of the runs that is known, or that `compute` returns. */
  find(
    runs: readonly JobRun[],
    request: PageOfJobsRequest,
    compute: () => MaybePromise<PageOfJobs>,
  ): MaybePromise<PageOfJobs> {
    const { order, first, after } = request;
    if (!isTimelessOrder(order)) return compute();
    let key = '';
    for (const { id } of runs) key += `${id} `;
    // Last, because a caller can write any text there: it must not read as the runs of lists that the caller may not see.
    key += `${order.field} ${order.direction} ${first} ${after?.value} ${after?.key}`;
    const known = this.#pages.get(key);
    if (known) return known;
    return andThen(compute(), (page) => {
      this.#pages.set(key, page);
      return page;
    });
  }
}
