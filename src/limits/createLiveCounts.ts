// How many of something live under each key, here and on the other instances: each says how many it has, again and again
// for as long as it has any, and what somebody who died has said is soon forgotten. While nobody can be told, each
// instance counts its own alone.
import type { Clock } from '../core/clock.ts';

export interface SharedCounts {
  /** Says that this instance has so many, for `keptFor` milliseconds; gives how many the others have. */
  tell(key: string, count: number): Promise<number>;
  readonly keptFor: number;
}

export interface LiveCounts {
  /** Null where there are so many already; else what ends it, however often it is called. */
  add(key: string, most: number | undefined): Promise<(() => void) | null>;
}

export function createLiveCounts(shared: SharedCounts | undefined, clock: Clock): LiveCounts {
  const counts = new Map<string, number>();
  let cancel: (() => void) | null = null;

  const tell = async (key: string): Promise<number> => (await shared?.tell(key, counts.get(key) ?? 0)) ?? 0;
  const tellAgain = () => {
    if (!shared || cancel) return;
    cancel = clock.after(shared.keptFor / 3, () => {
      cancel = null;
      for (const key of counts.keys()) tell(key).catch(() => undefined);
      tellAgain();
    });
  };
  const change = (key: string, by: 1 | -1) => {
    const count = (counts.get(key) ?? 0) + by;
    if (count > 0) counts.set(key, count);
    else counts.delete(key);
    if (counts.size > 0) return tellAgain();
    cancel?.();
    cancel = null;
  };

  return {
    add: async (key, most) => {
      // Counted before it is asked: of two who ask at once, each must know of the other.
      change(key, 1);
      let isOver = false;
      const end = () => {
        if (isOver) return;
        isOver = true;
        change(key, -1);
        if (most !== undefined) tell(key).catch(() => undefined);
      };
      if (most === undefined) return end;
      const isOneTooMany = (others: number) => (counts.get(key) ?? 0) + others > most;
      if (!isOneTooMany(0) && !isOneTooMany(await tell(key).catch(() => 0))) return end;
      end();
      return null;
    },
  };
}
