// Fair queue: each caller has a queue of its own, and the queues are served round-robin. So a call waits for at most one
// call of each other caller, however long their queues are.

export class FairQueue<T> {
  /** In the order in which they are served next. */
  readonly #queues = new Map<string, Set<T>>();

  get isEmpty(): boolean {
    return this.#queues.size === 0;
  }

  /** The length of a caller's queue. */
  lengthOf(callerId: string): number {
    return this.#queues.get(callerId)?.size ?? 0;
  }

  /** The longest queue; null if nothing is queued. */
  longest(): { callerId: string; calls: ReadonlySet<T> } | null {
    let longest: { callerId: string; calls: ReadonlySet<T> } | null = null;
    for (const [callerId, calls] of this.#queues) {
      if (longest === null || calls.size > longest.calls.size) longest = { callerId, calls };
    }
    return longest;
  }

  add(callerId: string, item: T): void {
    const queue = this.#queues.get(callerId);
    if (queue) queue.add(item);
    else this.#queues.set(callerId, new Set([item]));
  }

  remove(callerId: string, item: T): void {
    const queue = this.#queues.get(callerId);
    queue?.delete(item);
    if (queue?.size === 0) this.#queues.delete(callerId);
  }

  /** Removes and returns the next item. */
  next(): T | undefined {
    for (const [callerId, queue] of this.#queues) {
      this.#queues.delete(callerId);
      for (const item of queue) {
        queue.delete(item);
        if (queue.size > 0) this.#queues.set(callerId, queue);
        return item;
      }
    }
    return undefined;
  }

  /** Items with at least so many items ahead of them, in each queue that they are in. */
  beyond(position: number): Set<T> {
    const queues = [...this.#queues.values()].map((queue) => [...queue]);
    const beyond = new Set(queues.flatMap((queue) => queue.slice(position)));
    for (const queue of queues) for (const item of queue.slice(0, position)) beyond.delete(item);
    return beyond;
  }

  /** All queued items, each once. */
  all(): Set<T> {
    return this.beyond(0);
  }
}
