// Cache that instances share. The last word of a key names a thing; what is before it is the group: a vault or a location.
// A failure is a miss.
export interface SharedCache {
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown): void;
  /** Drops everything in a group. */
  forget(group: string): void;
}
