// A DataLoader batch function for keys in several groups: vaults in locations, jobs in vaults. The groups are searched in
// parallel, and the results return in the order of the keys.
import type { Found } from '../aws/lookup/findMany.ts';

export function batchByGroup<K, T>(
  groupOf: (key: K) => string,
  keyOf: (key: K) => string,
  search: (group: K, keys: Map<string, K>) => Promise<Found<T>>,
): (keys: readonly K[]) => Promise<(T | null | Error)[]> {
  return async (keys) => {
    const groups = new Map<string, Map<string, K>>();
    for (const key of keys) {
      const group = groupOf(key);
      const known = groups.get(group) ?? new Map<string, K>();
      groups.set(group, known.set(keyOf(key), key));
    }
    const found: Found<T> = new Map();
    await Promise.all(
      [...groups.values()].map(async (group) => {
        const [first] = group.values();
        for (const [key, result] of await search(first as K, group)) found.set(key, result);
      }),
    );
    return keys.map((key) => found.get(keyOf(key)) ?? null);
  };
}
