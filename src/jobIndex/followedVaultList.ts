// A list of vaults that is followed: its newest state, read at one pace, however many follow it.
import type { VaultRecord } from '../aws/glacier/vaultRecord.ts';
import { backoff } from '../core/backoff.ts';
import type { Clock } from '../core/clock.ts';
import type { GatewayError } from '../core/errors.ts';
import { vaultKey } from '../core/location.ts';
import type { Outcome } from './indexedList.ts';
import type { Write } from './reading.ts';

/** Between two readings, in milliseconds of AWS's clock, and at least in real time. */
const interval = 60_000;
const minRealInterval = 1_000;

export class FollowedVaultList {
  /** In the order of AWS's list; null until it was read once. */
  vaults: readonly VaultRecord[] | null = null;
  /** Why the last reading failed; null if it did not. The vaults are then those of the last reading that did not. */
  failure: GatewayError | null = null;
  /** When the vaults were read. */
  asOf = Number.POSITIVE_INFINITY;
  readonly #followers = new Set<() => void>();
  readonly #end = new AbortController();
  #endPause: () => void = () => undefined;

  /** `onChange` is called after each change of the names or of the failure. The result removes it; false if it was removed before. */
  add(onChange: () => void): () => boolean {
    // A function of this follower alone: the same one may follow twice.
    const follower = () => onChange();
    this.#followers.add(follower);
    return () => this.#followers.delete(follower);
  }

  get hasFollowers(): boolean {
    return this.#followers.size > 0;
  }

  /** A new reading of the list. */
  update({ list, asOf }: Pick<Outcome<VaultRecord>, 'list' | 'asOf'>): void {
    const isChanged = this.failure !== null || namesOf(list) !== namesOf(this.vaults);
    this.vaults = list;
    this.failure = null;
    this.asOf = asOf;
    if (isChanged) this.#notify();
  }

  #fail(failure: GatewayError): void {
    const isChanged = failure.code !== this.failure?.code;
    this.failure = failure;
    if (isChanged) this.#notify();
  }

  /** A vault that this gateway has created or deleted. */
  write({ key, over }: Write<VaultRecord>): void {
    if (!this.vaults) return;
    const known = new Map(this.vaults.map((each) => [vaultKey(each), each]));
    const before = known.get(key);
    const after = over(before);
    if (after === before) return;
    if (after) known.set(key, after);
    else known.delete(key);
    this.vaults = [...known.values()];
    this.#notify();
  }

  /** Reads the list until `end`. `read` returns the failure, if any. */
  async poll(read: (signal: AbortSignal) => Promise<GatewayError | null>, clock: Clock): Promise<void> {
    const { signal } = this.#end;
    const pause = Math.max(interval, minRealInterval * clock.speed);
    let failures = 0;
    for (;;) {
      const failure = await read(signal);
      if (signal.aborted) return;
      if (failure) this.#fail(failure);
      failures = failure ? failures + 1 : 0;
      const wait = failures === 0 ? pause : backoff(failures, { first: pause, longest: 10 * pause });
      await new Promise<void>((resolve) => {
        const cancel = clock.after(wait, resolve);
        this.#endPause = () => {
          cancel();
          resolve();
        };
      });
      if (signal.aborted) return;
    }
  }

  /** Aborts the reading in flight and ends the pause before the next one. */
  end(): void {
    this.#end.abort();
    this.#endPause();
  }

  #notify(): void {
    for (const onChange of [...this.#followers]) onChange();
  }
}

const namesOf = (vaults: readonly VaultRecord[] | null): string | undefined =>
  vaults
    ?.map(({ vaultName }) => vaultName)
    .sort()
    .join(' ');
