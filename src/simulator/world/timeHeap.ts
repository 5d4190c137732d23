// Entries in the order of their times; of equal times, in the order in which they were added. A binary heap.

interface Node<Entry> {
  at: number;
  order: number;
  entry: Entry;
}

export class TimeHeap<Entry> {
  readonly #nodes: Node<Entry>[] = [];
  #added = 0;

  get size(): number {
    return this.#nodes.length;
  }

  /** The time of the first entry; Infinity if there is none. */
  get nextAt(): number {
    return this.#nodes[0]?.at ?? Number.POSITIVE_INFINITY;
  }

  push(at: number, entry: Entry): void {
    this.#added += 1;
    const node = { at, order: this.#added, entry };
    let place = this.#nodes.length;
    for (let parent = (place - 1) >> 1; place > 0; place = parent, parent = (place - 1) >> 1) {
      const above = this.#nodes[parent];
      if (!above || isBefore(above, node)) break;
      this.#nodes[place] = above;
    }
    this.#nodes[place] = node;
  }

  /** Removes the first entry, if its time is not after the given one. */
  pop(until: number): { at: number; entry: Entry } | undefined {
    const first = this.#nodes[0];
    if (!first || first.at > until) return undefined;
    const last = this.#nodes.pop();
    if (last && last !== first) this.#sink(last);
    return first;
  }

  #sink(node: Node<Entry>): void {
    const nodes = this.#nodes;
    let place = 0;
    for (;;) {
      const left = nodes[2 * place + 1];
      const right = nodes[2 * place + 2];
      const child = left && right && isBefore(right, left) ? 2 * place + 2 : 2 * place + 1;
      const below = nodes[child];
      if (!below || isBefore(node, below)) break;
      nodes[place] = below;
      place = child;
    }
    nodes[place] = node;
  }
}

const isBefore = (a: Node<unknown>, b: Node<unknown>): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);
