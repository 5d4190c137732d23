// What filters have matched since the index last changed. While nothing changes, an equal filter of a caller with equal permissions
// needs no look at each list: there may be hundreds. Whatever changes the index forgets all of it, so nothing here is older than the
// lists. Only what was read whole and without a failure is kept, and only for queries that name the age that they accept.
import type { VaultRecord } from '../aws/glacier/vaultRecord.ts';
import { ByteCache } from '../core/byteCache.ts';
import { cacheBytes } from '../core/cacheBytes.ts';
import { type JobRun, resultBytesOfJob } from '../jobs/jobRun.ts';
import type { Freshness } from './freshness.ts';
import type { SourceReading } from './jobSource.ts';

export interface KnownMatch {
  /** The jobs that match. */
  runs: readonly JobRun[];
  sources: readonly SourceReading[];
  /** The lists of vaults that were used. */
  vaults: readonly (readonly VaultRecord[])[];
  /** The number of lists that were used. */
  lists: number;
}

interface Kept {
  match: KnownMatch;
  /** When the oldest of the lists was current. */
  asOf: number;
}

export class KnownMatches {
  readonly #kept = new ByteCache<Kept>(cacheBytes.jobMatches, { bytesOf: ({ match }) => bytesOf(match) });

  /** `access` is the key of the caller's permissions, and `filter` the JSON of a filter. */
  find(access: string, filter: string, { notBefore, acceptsFollowed }: Freshness): KnownMatch | null {
    const kept = acceptsFollowed ? undefined : this.#kept.get(keyOf(access, filter));
    return kept && kept.asOf >= notBefore ? kept.match : null;
  }

  /** Keeps what was just matched, unless it may be incomplete. The filter must not depend on the time. */
  offer(access: string, filter: string, match: KnownMatch): void {
    let oldest = Number.POSITIVE_INFINITY;
    for (const { status, truncated, skipped, asOf } of match.sources) {
      if (status !== 'OK' || truncated || skipped.count > 0 || asOf === null) return;
      oldest = Math.min(oldest, asOf.getTime());
    }
    if (match.sources.length > 0) this.#kept.set(keyOf(access, filter), { match, asOf: oldest });
  }

  /** After any change of the index. */
  forget(): void {
    if (this.#kept.size > 0) this.#kept.clear();
  }
}

const keyOf = (access: string, filter: string): string => `${access} ${filter}`;

const bytesOfSource = 512;

/** The runs may have been forgotten by their lists, with what was computed of them. */
const bytesOf = ({ runs, sources }: KnownMatch): number =>
  runs.reduce((sum, { jobs }) => sum + jobs.length * resultBytesOfJob, sources.length * bytesOfSource);
