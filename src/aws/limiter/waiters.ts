// For whom a call is: who asked first, and who came along while it waits. It stands in the line of each of them.

export class Waiters {
  readonly #callerIds: Set<string>;
  /** Told of those who come along, while the call waits. */
  joined: ((callerId: string) => void) | undefined;

  constructor(callerId: string) {
    this.#callerIds = new Set([callerId]);
  }

  get callerIds(): ReadonlySet<string> {
    return this.#callerIds;
  }

  join(callerId: string): void {
    if (this.#callerIds.has(callerId)) return;
    this.#callerIds.add(callerId);
    this.joined?.(callerId);
  }
}
