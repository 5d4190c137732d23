// Who waits for the same thing, in a line for each caller: the lines are served in turn, so that one call of somebody
// waits for one call of each other caller at most, however long their lines are.

export class FairQueue<T> {
  /** In the order in which they are served next. */
  readonly #lines = new Map<string, Set<T>>();

  get isEmpty(): boolean {
    return this.#lines.size === 0;
  }

  /** How many stand in a caller's line. */
  lengthOf(callerId: string): number {
    return this.#lines.get(callerId)?.size ?? 0;
  }

  /** The longest line; null where nobody waits. */
  longest(): { callerId: string; line: ReadonlySet<T> } | null {
    let longest: { callerId: string; line: ReadonlySet<T> } | null = null;
    for (const [callerId, line] of this.#lines) {
      if (longest === null || line.size > longest.line.size) longest = { callerId, line };
    }
    return longest;
  }

  add(callerId: string, item: T): void {
    const line = this.#lines.get(callerId);
    if (line) line.add(item);
    else this.#lines.set(callerId, new Set([item]));
  }

  remove(callerId: string, item: T): void {
    const line = this.#lines.get(callerId);
    line?.delete(item);
    if (line?.size === 0) this.#lines.delete(callerId);
  }

  /** Takes out the next in turn. */
  next(): T | undefined {
    for (const [callerId, line] of this.#lines) {
      this.#lines.delete(callerId);
      for (const item of line) {
        line.delete(item);
        if (line.size > 0) this.#lines.set(callerId, line);
        return item;
      }
    }
    return undefined;
  }

  /** Whoever has so many before them, in each line that they stand in. */
  behind(places: number): Set<T> {
    const lines = [...this.#lines.values()].map((line) => [...line]);
    const behind = new Set(lines.flatMap((line) => line.slice(places)));
    for (const line of lines) for (const item of line.slice(0, places)) behind.delete(item);
    return behind;
  }

  /** Everybody who waits, each once. */
  all(): Set<T> {
    return this.behind(0);
  }
}
