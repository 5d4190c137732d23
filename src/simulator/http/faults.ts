// Faults as data: which calls of an operation go wrong, how, and whether before or after the work was done. Every fault counts
// its own calls from the moment it was set, so that a plan always plays out in the same way.

import { fractionOf } from '../world/random.ts';
import type { Identity } from './identity.ts';

export const faultKinds = ['throttle', '5xx', 'error', 'delay', 'reset', 'truncated', 'garbage', 'lag'] as const;
export const faultPhases = ['before', 'after'] as const;

export interface Fault {
  /** 'glacier.InitiateJob', or '*' for every operation. */
  operation: string;
  /** Only in this account, and in this region. */
  accountId?: string;
  region?: string;
  /** Only for calls signed by temporary credentials with this token: so they expire, and others do not. */
  sessionToken?: string;
  /** Which call, counted from 1; every call unless given. */
  call?: number | 'every' | { from: number; to: number };
  /** Of those calls, which part by chance, from 0 to 1: the same ones in every run with the same seed. */
  share?: number;
  seed?: string;
  /** Before the work (nothing happened, the default) or after it (it happened, the caller does not learn so). */
  when?: (typeof faultPhases)[number];
  kind: (typeof faultKinds)[number];
  /** Real milliseconds, for a delay. */
  delayMilliseconds?: number;
  /** Simulated milliseconds for which a vault's list of jobs does not show a new job. */
  lagMilliseconds?: number;
  /** The error's code, status and text, where the kind answers with one. */
  code?: string;
  status?: number;
  message?: string;
}

/** The faults of one call, in the order they were set. */
export type FaultsOfCall = readonly Fault[];

export class FaultPlan {
  #entries: { fault: Fault; seen: number }[] = [];

  /** Replaces the plan; all counting starts anew. */
  set(faults: readonly Fault[]): void {
    this.#entries = faults.map((fault) => ({ fault, seen: 0 }));
  }

  clear(): void {
    this.set([]);
  }

  /** Counts the call and tells what is to go wrong with it. */
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
