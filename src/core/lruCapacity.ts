// How many entries an LRUCache holds, where those are many: by `max` it takes the room for all of them at once, which
// makes every start slower; so it takes it as they come.
export const lruCapacity = (entries: number) => ({ maxSize: entries, sizeCalculation: () => 1 });
