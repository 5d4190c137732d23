// Writes that AWS's list may lack, oldest first, and what they do to a reading. A reading that began before a write gets its
// `over`; one that began later, while AWS's list may lag, gets its `under`.
import type { Write } from './reading.ts';

export interface RecentWrite<T> {
  write: Write<T>;
  at: number;
  /** The same on all instances that share the list; undefined if there are none. */
  id: string | undefined;
}

export class RecentWrites<T> {
  #writes: RecentWrite<T>[] = [];

  /** `delay` is how long AWS's list may lack what was written. */
  constructor(readonly delay: number) {}

  get size(): number {
    return this.#writes.length;
  }

  has(id: string): boolean {
    return this.#writes.some((recent) => recent.id === id);
  }

  add(added: RecentWrite<T>, now: number): void {
    this.#writes = this.since(now);
    if (!added.write.under) amend(this.#writes, added.write);
    else if (now - added.at < this.delay) this.#writes.push(added);
  }

  /** Those that a reading of that time may lack. */
  since(time: number): RecentWrite<T>[] {
    return this.#writes.filter(({ at }) => time - at < this.delay);
  }

  /** The items as they are if AWS's list lacks them. */
  itemsAt(now: number): T[] {
    const items = new Map<string, T | undefined>();
    for (const { write } of this.since(now)) items.set(write.key, write.under?.(items.get(write.key)));
    return [...items.values()].filter((item) => item !== undefined);
  }
}

/** What a write does to a reading of that time; undefined for nothing. */
export const effectOn = <T>({ write, at }: RecentWrite<T>, asOf: number, delay: number): Write<T>['under'] =>
  at >= asOf ? write.over : asOf - at < delay ? write.under : undefined;

/** The writes in their order, with what was seen of their items before `asOf` in place of what was written. */
export function amended<T>(writes: readonly RecentWrite<T>[], asOf: number): RecentWrite<T>[] {
  const result: RecentWrite<T>[] = [];
  for (const each of writes) {
    if (each.at < asOf && !each.write.under) amend(result, each.write);
    result.push({ ...each });
  }
  return result;
}

/** Readings that lack the item show it as it was seen last. */
function amend<T>(recents: readonly RecentWrite<T>[], { key, over }: Write<T>): void {
  for (const recent of recents) {
    const { under } = recent.write;
    if (recent.write.key !== key || !under) continue;
    const seen = (read: T | undefined): T | undefined => {
      const before = under(read);
      return before && (over(before) ?? before);
    };
    recent.write = { ...recent.write, under: seen };
  }
}
