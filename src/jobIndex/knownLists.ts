// What the index knows of AWS's lists before an operation is executed, for the estimate of its cost. It knows which lists need
// no call, and how long the others were when they were last read. Pure, but for its lookups.
import type { Access } from '../access/access.ts';
import { listJobsLimit as glacierPage } from '../aws/glacier/listJobs.ts';
import { listVaultsLimit } from '../aws/glacier/listVaults.ts';
import type { VaultRecord } from '../aws/glacier/vaultRecord.ts';
import { listJobsLimit as batchPage } from '../aws/s3control/listJobs.ts';
import { type Location, locationKey, type VaultKey } from '../core/location.ts';
import { targetKey, targetOf } from '../watch/watchTarget.ts';
import { type Coverage, coverageOfBatch, coverageOfGlacier } from './coverage.ts';
import { type Freshness, freshnessOf } from './freshness.ts';
import { listedTarget, listedTargets } from './listedTargets.ts';
import { pagesBeforeJobs } from './namedVaults.ts';
import type { JobSource } from './planJobSources.ts';

export interface KnownLists {
  /** The number of vaults of the location; null if it is unknown, or the caller may read only some of them. */
  vaultsIn(location: Location): number | null;
  /** The number of AWS calls that read all jobs of the vault; null if it is unknown. */
  callsForJobsOf(vault: VaultKey): number | null;
  /**
   * The number of AWS calls that read the source, by what is read; what needs none is omitted. `maxAgeSeconds`: as in the query
   * `jobs`.
   */
  callsFor(source: JobSource, maxAgeSeconds: number | null): ReadonlyMap<string, number>;
  /** Whether the jobs that match a filter, by its JSON, are known, so that no source needs a call. */
  isMatched(filter: string, maxAgeSeconds: number | null): boolean;
}

export interface ListLookups {
  /** The vaults of a location, if its list was read so that it is fresh enough. */
  vaults(location: Location, freshness: Freshness): readonly VaultRecord[] | null;
  /** The number of jobs of a target, by its key, likewise. */
  jobCount(targetKey: string, coverage: Coverage, freshness: Freshness): number | null;
  /** Whether the jobs that match a filter, by its JSON, are known. */
  isMatched(filter: string, freshness: Freshness): boolean;
  /** Real time in milliseconds. */
  now(): number;
}

/** The length of a list that was read longer ago counts as unknown. In milliseconds. */
const lengthsValidFor = 3_600_000;

/** A location whose vaults are unknown counts as ten vaults in two pages, with a page of jobs each. */
const callsForUnknownLocation = 12;
const callsForUnknownVaults = 2;

const none: ReadonlyMap<string, number> = new Map();

const pagesOf = (items: number, limit: number): number => Math.max(1, Math.ceil(items / limit));

export function createKnownLists(
  access: Pick<Access, 'allows' | 'vaultsIn'>,
  { vaults: vaultsOf, jobCount, isMatched, now }: ListLookups,
): KnownLists {
  const lately = (): Freshness => ({ notBefore: now() - lengthsValidFor, acceptsFollowed: true });
  const callsForJobs = (key: string, coverage: Coverage, freshness: Freshness, limit: number): number =>
    jobCount(key, coverage, freshness) === null ? pagesOf(jobCount(key, coverage, lately()) ?? 0, limit) : 0;

  const callsForVaults = (
    location: Location,
    named: readonly string[] | null,
    coverage: Coverage,
    freshness: Freshness,
  ): [string, number][] => {
    const fresh = vaultsOf(location, freshness);
    const lastRead = fresh ?? vaultsOf(location, lately());
    if (!lastRead) return named?.map((name) => [name, 1]) ?? [['', callsForUnknownLocation]];
    // Pages of the list that a reading of many names begins with.
    const isWhole = access.vaultsIn(location) === 'all';
    const pages = isWhole ? pagesOf(lastRead.length, listVaultsLimit) : callsForUnknownVaults;
    const isListed = fresh !== null || named === null || pages <= pagesBeforeJobs(named.length);
    const existing = isListed && named && new Set(lastRead.map(({ vaultName }) => vaultName));
    // First: a caller can name thousands that do not exist.
    const wanted = named
      ?.filter((vaultName) => !existing || existing.has(vaultName))
      .map((vaultName) => listedTarget({ ...location, vaultName }));
    const vaults: [string, number][] = [];
    for (const { vaultName, target, key } of wanted ?? listedTargets(lastRead)) {
      if (!access.allows('read', target)) continue;
      const calls = callsForJobs(key, coverage, freshness, glacierPage);
      if (calls > 0) vaults.push([vaultName, calls]);
    }
    // A caller who may read some of the vaults must not learn how many there are.
    return fresh || !isListed ? vaults : [['', pages], ...vaults];
  };

  return {
    isMatched: (filter, maxAgeSeconds) => isMatched(filter, freshnessOf(maxAgeSeconds, now())),
    vaultsIn: (location) =>
      access.vaultsIn(location) === 'all' ? (vaultsOf(location, lately())?.length ?? null) : null,
    callsForJobsOf: (vault) => {
      if (!access.allows('read', vault)) return null;
      const jobs = jobCount(listedTarget(vault).key, null, lately());
      return jobs === null ? null : pagesOf(jobs, glacierPage);
    },
    callsFor: (source, maxAgeSeconds) => {
      const freshness = freshnessOf(maxAgeSeconds, now());
      const { location, service } = source;
      const keyOf = (name: string) => `${service} ${locationKey(location)} ${name}`;
      if (source.service === 'S3_BATCH_OPERATIONS') {
        const target = targetKey(targetOf({ kind: 'BatchJob', ...location }));
        const calls = callsForJobs(target, coverageOfBatch(source.statuses), freshness, batchPage);
        return calls > 0 ? new Map([[keyOf(''), calls]]) : none;
      }
      const coverage = coverageOfGlacier(source.filter);
      const calls = callsForVaults(location, source.vaultNames, coverage, freshness);
      return calls.length > 0 ? new Map(calls.map(([name, count]) => [keyOf(name), count])) : none;
    },
  };
}

/** Of an index that is empty. */
export const nothingKnown: KnownLists = createKnownLists(
  { allows: () => true, vaultsIn: () => 'all' },
  { vaults: () => null, jobCount: () => null, isMatched: () => false, now: () => 0 },
);
