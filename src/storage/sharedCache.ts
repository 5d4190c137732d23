// What instances remember for each other. A key's last word names a thing, what is before it the place where it is. A
// failure is a miss.
export interface SharedCache {
  get(key: string): Promise<unknown>;
  set(key: string, thing: unknown): void;
  /** All that is in a place. */
  forget(place: string): void;
}
