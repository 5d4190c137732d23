// The capacity of a large LRUCache. With the option `max` the cache allocates memory for all entries at once, which slows
// every start; with `maxSize` it allocates as entries come.
export const lruCapacity = (entries: number) => ({ maxSize: entries, sizeCalculation: () => 1 });
