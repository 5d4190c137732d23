// Fault plan: which calls of an operation fail, how, and before or after the work. Every fault counts its own calls from the
// moment it was set, so that a plan always plays out the same way.

import { sleep } from '../../core/clock.ts';
import { fractionOf } from '../world/random.ts';
import type { Fault } from './fault.ts';
import type { Identity } from './identity.ts';

/** The faults of one call, in the order they were set. */
export type FaultsOfCall = readonly Fault[];

export class FaultPlan {
  #entries: { fault: Fault; seen: number }[] = [];
  #delays = new Set<() => void>();

  /** Replaces the plan, or its faults in an account alone; the counts of new faults start. */
  set(faults: readonly Fault[], accountId?: string): void {
    const isKept = (fault: Fault) => accountId !== undefined && fault.accountId !== accountId;
    const added = faults.map((fault) => ({ fault, seen: 0 }));
    this.#entries = [...this.#entries.filter(({ fault }) => isKept(fault)), ...added];
  }

  /** Returns a function that removes the fault. */
  add(fault: Fault): () => void {
    const added = { fault, seen: 0 };
    this.#entries.push(added);
    return () => {
      this.#entries = this.#entries.filter((entry) => entry !== added);
    };
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
