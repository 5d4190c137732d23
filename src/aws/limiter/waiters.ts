// The callers of one call: the first one, and those who join while it is queued. The call is in the queue of each of them.

export class Waiters {
  readonly #callerIds: Set<string>;
  /** Called with each caller who joins while the call is queued. */
  onJoin: ((callerId: string) => void) | undefined;

  constructor(callerId: string) {
    this.#callerIds = new Set([callerId]);
  }

  get callerIds(): ReadonlySet<string> {
    return this.#callerIds;
  }

  join(callerId: string): void {
    if (this.#callerIds.has(callerId)) return;
    this.#callerIds.add(callerId);
    this.onJoin?.(callerId);
  }
}
