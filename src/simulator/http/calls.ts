// What was asked, for tests and people: every request that named an operation counts, also one that a fault then spoiled,
// because it is a call that AWS would have seen. Counts are exact; of the calls themselves the last ten thousand are kept.
import type { Values } from './shapes.ts';

export interface RecordedCall {
  /** 'glacier.ListJobs' */
  operation: string;
  accountId: string;
  region: string;
  /** The decoded members, without a streaming body; undefined when the request could not be decoded. */
  input: Values | undefined;
  /** The simulator's time. */
  at: number;
  /** Equal over the SDK's retries of one call. */
  invocationId: string | undefined;
  /** The status answered; undefined while it is not, or when the connection was reset. */
  status: number | undefined;
}

const KEPT = 10_000;

export class CallLog {
  readonly #counts = new Map<string, number>();
  #calls: RecordedCall[] = [];

  record(call: RecordedCall): void {
    this.#counts.set(call.operation, this.count(call.operation) + 1);
    if (this.#calls.length >= KEPT * 2) this.#calls = this.#calls.slice(KEPT);
    this.#calls.push(call);
  }

  /** By operation, in the order of their first call. */
  get counts(): Record<string, number> {
    return Object.fromEntries(this.#counts);
  }

  count(operation: string): number {
    return this.#counts.get(operation) ?? 0;
  }

  get total(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** The calls kept, oldest first. */
  get list(): readonly RecordedCall[] {
    return this.#calls.slice(-KEPT);
  }

  reset(): void {
    this.#counts.clear();
    this.#calls = [];
  }
}
