// AWS in simulated time: a list and describes with given response times. Time passes as long as nothing else happens.
import type { FindMany } from '../../../src/aws/lookup/findMany.ts';
import type { Outlook } from '../../../src/aws/lookup/planLookup.ts';
import { NotFoundError } from '../../../src/core/errors.ts';

export interface Row {
  id: string;
}

export interface SimulatedAws {
  /** The ids in the order of the list. */
  ids: readonly string[];
  pageSize: number;
  /** Milliseconds of a page and of a describe, and the CPU time of this process for each describe. */
  pageTime: number;
  describeTime: number;
  ownTime: number;
  /** Describes in flight at once. */
  concurrency: number;
}

export function simulateAws({ ids, pageSize, pageTime, describeTime, ownTime, concurrency }: SimulatedAws) {
  const calls = { pages: 0, describes: 0 };
  const known = new Set(ids);
  const events: { at: number; run: () => void }[] = [];
  const queue: (() => void)[] = [];
  let now = 0;
  let inFlight = 0;
  /** When the process is idle again. */
  let busyUntil = 0;

  const after = (milliseconds: number, run: () => void) => events.push({ at: now + milliseconds, run });
  const dispatch = () => {
    for (; inFlight < concurrency && queue.length > 0; inFlight += 1) queue.shift()?.();
  };
  const source: Pick<FindMany<Row>, 'page' | 'describe' | 'keyOf'> = {
    keyOf: ({ id }) => id,
    page: (marker) => {
      calls.pages += 1;
      const from = Number(marker ?? 0);
      const end = from + pageSize;
      const page = {
        items: ids.slice(from, end).map((id) => ({ id })),
        marker: end < ids.length ? String(end) : null,
      };
      return new Promise((resolve) => void after(pageTime, () => resolve(page)));
    },
    describe: (id) =>
      new Promise((resolve, reject) => {
        queue.push(() => {
          calls.describes += 1;
          after(describeTime, () => {
            busyUntil = Math.max(busyUntil, now) + ownTime;
            after(busyUntil - now, () => {
              inFlight -= 1;
              dispatch();
              if (known.has(id)) resolve({ id });
              else reject(new NotFoundError(id));
            });
          });
        });
        dispatch();
      }),
  };
  const outlook = (): Outlook => ({ pageTime, describeTime, concurrency, queued: queue.length, available: 1_000_000 });

  /** Runs the work to its end; returns the simulated milliseconds that it took. */
  async function timeOf(work: Promise<unknown>): Promise<number> {
    const startedAt = now;
    let isDone = false;
    const done = () => {
      isDone = true;
    };
    work.then(done, done);
    for (let turns = 0; ; turns += 1) {
      await new Promise(setImmediate);
      if (isDone) break;
      events.sort((one, other) => one.at - other.at);
      const [next] = events;
      if (!next && turns > 10) throw new Error('nothing is in flight, and the work is not done');
      if (!next) continue;
      turns = 0;
      now = next.at;
      while (events[0]?.at === now) events.shift()?.run();
    }
    return now - startedAt;
  }

  return { source, outlook, calls, timeOf };
}
