// Fault plan: which calls of an operation fail, how, and before or after the work. Every fault counts its own calls from the
// moment it was set, so that a plan always plays out the same way.

import { sleep } from '../../core/clock.ts';
import { fractionOf } from '../world/random.ts';
import type { Identity } from './identity.ts';

export const faultKinds = ['throttle', '5xx', 'error', 'delay', 'reset', 'truncated', 'garbage', 'lag'] as const;
export const faultPhases = ['before', 'after'] as const;

export interface Fault {
  /** 'glacier.InitiateJob', or '*' for every operation. */
  operation: string;
  /** Only in this account and region. */
  accountId?: string;
  region?: string;
  /** Only for calls signed by temporary credentials with this session token: simulates expiry. */
  sessionToken?: string;
  /** The number of the call, from 1. Default: every call. */
  call?: number | 'every' | { from: number; to: number };
  /** The share of those calls that fail, from 0 to 1; the same calls in every run with the same seed. */
  share?: number;
  seed?: string;
  /** Before the work (nothing happened, the default) or after it (it happened, and the caller does not learn it). */
  when?: (typeof faultPhases)[number];
  kind: (typeof faultKinds)[number];
  /** Milliseconds of real time, for a delay. */
  delayMilliseconds?: number;
  /** Milliseconds of simulated time during which a vault's job list does not show a new job. */
  lagMilliseconds?: number;
  /** The code, status and text of the error, for kinds that return one. */
  code?: string;
  status?: number;
  message?: string;
}

/** The faults of one call, in the order they were set. */
export type FaultsOfCall = readonly Fault[];

export class FaultPlan {
  #entries: { fault: Fault; seen: number }[] = [];
  #delays = new Set<() => void>();

  /** Replaces the plan; all counts restart. */
  set(faults: readonly Fault[]): void {
    this.#entries = faults.map((fault) => ({ fault, seen: 0 }));
  }

  clear(): void {
    this.set([]);
  }

  /** How many calls wait for the end of a delay. */
  get waiting(): number {
    return this.#delays.size;
  }

  /** Ends the delays in progress: the calls that waited continue now. */
  release(): void {
    for (const end of this.#delays) end();
  }

  /** Waits for milliseconds of real time, or until it is released. Rejects if the signal aborts first. */
  async delay(milliseconds: number, signal: AbortSignal): Promise<void> {
    const released = new AbortController();
    const end = () => released.abort();
    this.#delays.add(end);
    signal.addEventListener('abort', end);
    try {
      await sleep(milliseconds, released.signal).catch(() => signal.throwIfAborted());
    } finally {
      this.#delays.delete(end);
      signal.removeEventListener('abort', end);
    }
  }

  /** Counts the call and returns its faults. */
  next(operation: string, at: Identity, sessionToken?: string): FaultsOfCall {
    const due: Fault[] = [];
    for (const entry of this.#entries) {
      const { fault } = entry;
      if (fault.operation !== '*' && fault.operation !== operation) continue;
      if ((fault.accountId ?? at.accountId) !== at.accountId || (fault.region ?? at.region) !== at.region) continue;
      if ((fault.sessionToken ?? sessionToken) !== sessionToken) continue;
      entry.seen += 1;
      if (isDue(fault, entry.seen) && isDrawn(fault, operation, entry.seen)) due.push(fault);
    }
    return due;
  }
}

function isDue({ call = 'every' }: Fault, count: number): boolean {
  if (call === 'every') return true;
  return typeof call === 'number' ? count === call : count >= call.from && count <= call.to;
}

const isDrawn = ({ share, seed = '', kind }: Fault, operation: string, count: number): boolean =>
  share === undefined || fractionOf(`${seed} ${kind} ${operation} ${count}`) < share;
