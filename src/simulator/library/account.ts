// An account of the simulator that one test has to itself.
import type { Fault } from '../http/fault.ts';

/** What a test has to itself. The clock and the names of buckets are those of all accounts. */
export interface Account {
  /** Twelve digits. */
  readonly accountId: string;
  /** Of clients of this account. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Adds a fault in this account alone. Returns a function that removes it. Throws if a member is wrong. */
  injectFault(fault: Omit<Fault, 'accountId'>): () => void;
  /** Removes the faults of this account. */
  clearFaults(): void;
  /** The number of calls that this account has signed, by operation. */
  calls(): Record<string, number>;
  /** Resets these numbers. */
  resetCalls(): void;
}
