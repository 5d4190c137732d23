// A DataLoader batch function for keys that lie in several places (vaults in locations, jobs in vaults): each place is
// searched on its own and at the same time, and the answers return in the order of the keys.
import type { Found } from '../aws/lookup/findMany.ts';

export function byPlace<K, T>(
  placeOf: (key: K) => string,
  keyOf: (key: K) => string,
  search: (place: K, keys: Map<string, K>) => Promise<Found<T>>,
): (keys: readonly K[]) => Promise<(T | null | Error)[]> {
  return async (keys) => {
    const places = new Map<string, Map<string, K>>();
    for (const key of keys) {
      const place = placeOf(key);
      const known = places.get(place) ?? new Map<string, K>();
      places.set(place, known.set(keyOf(key), key));
    }
    const found: Found<T> = new Map();
    await Promise.all(
      [...places.values()].map(async (inPlace) => {
        const [first] = inPlace.values();
        for (const [key, answer] of await search(first as K, inPlace)) found.set(key, answer);
      }),
    );
    return keys.map((key) => found.get(keyOf(key)) ?? null);
  };
}
