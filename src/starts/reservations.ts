// The reservations of starts, shared by all instances: who holds a start, whether it may have been sent, and its job.
// A lease that expires lets one owner at a time hold a start. A start that was sent stays known as sent, even if its
// sender dies. A store that cannot be reached rejects, and so does one whose ids are made with another secret.
// A store can lose what it remembers. It then says since when it has forgotten nothing, and does so by monotonic clocks
// of running gateways: dates can be set, and a Redis and its machine can be replaced.

export interface StartedJob {
  readonly jobId: string;
  /** The job's relative address. */
  readonly location: string;
  /** Where a select job puts its result; null for the other kinds. */
  readonly jobOutputPath: string | null;
  /** In milliseconds since 1970, by AWS's clock. */
  readonly startedAt: number;
  /** Of the manifest of a start whose request does not name it. Such a record has no job. Absent otherwise. */
  readonly eTag?: string;
}

export type Acquisition =
  /**
   * This owner holds it now. `sentAgo`: how many milliseconds ago it may have been sent; null if it was not, as far as the
   * store remembers. `memoryAge`: for how many milliseconds the store has certainly remembered whether it was sent.
   */
  | { kind: 'acquired'; sentAgo: number | null; memoryAge: number }
  /** Another owner holds it. */
  | { kind: 'held' }
  | { kind: 'finished'; started: StartedJob }
  /** The id is reserved for other arguments. */
  | { kind: 'mismatch' };

export interface Reservations {
  /** `fingerprint` identifies the arguments. */
  acquire(id: string, owner: string, fingerprint: string): Promise<Acquisition>;
  /**
   * Renews the lease. Records that the start is being sent, or that AWS certainly did not execute it. Returns false if
   * another owner holds the reservation, or nobody does.
   */
  renew(id: string, owner: string, state: 'sending' | 'notExecuted' | 'unchanged'): Promise<boolean>;
  /** Records the job of a start, whoever found it. */
  finish(id: string, fingerprint: string, started: StartedJob): Promise<void>;
  /** Ends the lease. `forget`: nothing was executed, so nothing needs to be remembered. */
  release(id: string, owner: string, forget: boolean): Promise<void>;
}

/** How long a start is remembered at least, in milliseconds. */
export const rememberedFor = 48 * 3_600_000;
