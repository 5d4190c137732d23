// A binary heap: the entry that comes before all others is found at once, and removed or added in logarithmic time.
export class Heap<Entry> {
  readonly #entries: Entry[] = [];
  readonly #isBefore: (a: Entry, b: Entry) => boolean;

  constructor(isBefore: (a: Entry, b: Entry) => boolean) {
    this.#isBefore = isBefore;
  }

  get first(): Entry | undefined {
    return this.#entries[0];
  }

  push(entry: Entry): void {
    const entries = this.#entries;
    let at = entries.length;
    for (
      let parent = (at - 1) >> 1;
      at > 0 && this.#isBefore(entry, entries[parent] as Entry);
      parent = (at - 1) >> 1
    ) {
      entries[at] = entries[parent] as Entry;
      at = parent;
    }
    entries[at] = entry;
  }

  pop(): Entry | undefined {
    const entries = this.#entries;
    const [first] = entries;
    const moved = entries.pop();
    if (moved === undefined || entries.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child + 1 < entries.length && this.#isBefore(entries[child + 1] as Entry, entries[child] as Entry))
        child += 1;
      if (child >= entries.length || !this.#isBefore(entries[child] as Entry, moved)) break;
      entries[at] = entries[child] as Entry;
      at = child;
    }
    entries[at] = moved;
    return first;
  }
}
