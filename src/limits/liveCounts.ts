// How many things are alive under each key, here and on other instances. Each instance reports its own count again and
// again while it has any, so that the count of an instance that died is soon forgotten.
import type { Clock } from '../core/clock.ts';
import { andThen, type MaybePromise } from '../core/maybePromise.ts';

export interface InstanceCounts {
  /** Reports how many this instance has, and returns how many the others have; 0 if they cannot be asked. */
  report(key: string, count: number): MaybePromise<number>;
  /** For how many milliseconds a report is kept; null if it need not be repeated. */
  readonly ttl: number | null;
}

export interface LiveCounts {
  /** Returns what ends the thing, however often it is called; null if there are `limit` already. */
  add(key: string, limit: number | undefined): MaybePromise<(() => void) | null>;
}

export function createLiveCounts(instances: InstanceCounts, clock: Clock): LiveCounts {
  const counts = new Map<string, number>();
  let cancel: (() => void) | null = null;

  const report = (key: string): MaybePromise<number> => instances.report(key, counts.get(key) ?? 0);
  const repeatReports = () => {
    if (instances.ttl === null || cancel) return;
    cancel = clock.after(instances.ttl / 3, () => {
      cancel = null;
      for (const key of counts.keys()) void report(key);
      repeatReports();
    });
  };
  const change = (key: string, by: 1 | -1) => {
    const count = (counts.get(key) ?? 0) + by;
    if (count > 0) counts.set(key, count);
    else counts.delete(key);
    if (counts.size > 0) return repeatReports();
    cancel?.();
    cancel = null;
  };

  return {
    add: (key, limit) => {
      // Counted before the others are asked: two instances that ask at once must see each other.
      change(key, 1);
      let hasEnded = false;
      const end = () => {
        if (hasEnded) return;
        hasEnded = true;
        change(key, -1);
        if (limit !== undefined) void report(key);
      };
      if (limit === undefined) return end;
      const endBeyond = (others: number) => {
        if ((counts.get(key) ?? 0) + others <= limit) return end;
        end();
        return null;
      };
      return endBeyond(0) && andThen(report(key), endBeyond);
    },
  };
}
