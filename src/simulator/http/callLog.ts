// Call log for tests and people: every request that named an operation counts, also one that a fault spoiled, because AWS would
// have seen it. Counts are exact; the last ten thousand calls are kept.
import type { Values } from './shapes.ts';

export interface RecordedCall {
  /** 'glacier.ListJobs' */
  operation: string;
  accountId: string;
  region: string;
  /** The decoded members, without a streaming body; undefined if the request could not be decoded. */
  input: Values | undefined;
  /** Simulated time. */
  at: number;
  /** The SDK's invocation id: equal for all attempts of one call. */
  invocationId: string | undefined;
  /** The HTTP status of the response; undefined before the response and after a connection reset. */
  status: number | undefined;
}

const KEPT = 10_000;

export class CallLog {
  readonly #counts = new Map<string, number>();
  /** By the account that signed, and by operation. */
  readonly #byAccount = new Map<string, Map<string, number>>();
  #calls: RecordedCall[] = [];

  record(call: RecordedCall): void {
    increment(this.#counts, call.operation);
    const counts = this.#byAccount.get(call.accountId) ?? new Map<string, number>();
    this.#byAccount.set(call.accountId, increment(counts, call.operation));
    if (this.#calls.length >= KEPT * 2) this.#calls = this.#calls.slice(KEPT);
    this.#calls.push(call);
  }

  /** Counts by operation, in the order of first calls. */
  get counts(): Record<string, number> {
    return Object.fromEntries(this.#counts);
  }

  /** The same, of the calls that an account has signed. */
  countsOf(accountId: string): Record<string, number> {
    return Object.fromEntries(this.#byAccount.get(accountId) ?? []);
  }

  count(operation: string): number {
    return this.#counts.get(operation) ?? 0;
  }

  get total(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** The retained calls, oldest first. */
  get list(): readonly RecordedCall[] {
    return this.#calls.slice(-KEPT);
  }

  reset(): void {
    this.#counts.clear();
    this.#byAccount.clear();
    this.#calls = [];
  }

  /** The counts of an account alone. */
  resetOf(accountId: string): void {
    this.#byAccount.delete(accountId);
  }
}

const increment = (counts: Map<string, number>, operation: string) =>
  counts.set(operation, (counts.get(operation) ?? 0) + 1);
