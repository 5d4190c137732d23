// A DataLoader batch function for keys in several groups: vaults in locations, jobs in vaults. The groups are searched in
// parallel, and the results return in the order of the keys.
import type { Found } from '../aws/lookup/findMany.ts';

export interface Grouping<K> {
  groupOf(key: K): string;
  /** The same question as to the texts of both groups, without making them: most batches have one group. */
  isSameGroup(one: K, other: K): boolean;
  /** The name of what the key is for, within its group. */
  nameOf(key: K): string;
}

interface Group<K, T> {
  first: K;
  /** By name. */
  keys: Map<string, K>;
  found: Found<T>;
}

/** `search` finds what a group has of its keys, by name. */
export function batchByGroup<K, T>(
  { groupOf, isSameGroup, nameOf }: Grouping<K>,
  search: (group: K, keys: ReadonlyMap<string, K>) => Promise<Found<T>>,
): (keys: readonly K[]) => Promise<(T | null | Error)[]> {
  const searchGroup = async (group: Group<K, T>): Promise<void> => {
    group.found = await search(group.first, group.keys);
  };
  return async (keys) => {
    const groups = new Map<string, Group<K, T>>();
    let group: Group<K, T> | undefined;
    const groupOfEach = keys.map((key) => {
      if (!group || !isSameGroup(group.first, key)) {
        const text = groupOf(key);
        group = groups.get(text) ?? { first: key, keys: new Map(), found: new Map() };
        groups.set(text, group);
      }
      group.keys.set(nameOf(key), key);
      return group;
    });
    await Promise.all([...groups.values()].map(searchGroup));
    return keys.map((key, index) => groupOfEach[index]?.found.get(nameOf(key)) ?? null);
  };
}
