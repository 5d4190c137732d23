// What the index knows of AWS's lists before an operation is executed, for the estimate of its cost. It knows which lists need
// no call, and how long the others were when they were last read. Pure, but for its lookups.
import type { Access } from '../access/access.ts';
import { listJobsLimit as glacierPage } from '../aws/glacier/listJobs.ts';
import { listVaultsLimit } from '../aws/glacier/listVaults.ts';
import { listJobsLimit as batchPage } from '../aws/s3control/listJobs.ts';
import { type Location, locationKey, type VaultKey } from '../core/location.ts';
import { targetOf, type WatchTarget } from '../watch/watchTarget.ts';
import { type Coverage, coverageOfBatch, coverageOfGlacier } from './coverage.ts';
import { type Freshness, freshnessOf } from './freshness.ts';
import type { JobSource } from './planJobSources.ts';

export interface KnownLists {
  /** The number of vaults of the location; null if it is unknown, or the caller may read only some of them. */
  vaultsIn(location: Location): number | null;
  /** The number of AWS calls that read all jobs of the vault; null if it is unknown. */
  callsForJobsOf(vault: VaultKey): number | null;
  /** The number of AWS calls that read the source, by what is read. `maxAgeSeconds`: as in the query `jobs`. */
  callsFor(source: JobSource, maxAgeSeconds: number | null): ReadonlyMap<string, number>;
}

export interface ListLookups {
  /** The names of the vaults of a location, if its list was read so that it is fresh enough. */
  vaultNames(location: Location, freshness: Freshness): readonly string[] | null;
  /** Their number, which needs no copy of the names. */
  vaultCount(location: Location, freshness: Freshness): number | null;
  /** The number of jobs of the target, likewise. */
  jobCount(target: WatchTarget, coverage: Coverage, freshness: Freshness): number | null;
  /** Real time in milliseconds. */
  now(): number;
}

/** The length of a list that was read longer ago counts as unknown. In milliseconds. */
const lengthsValidFor = 3_600_000;

/** A location whose vaults are unknown counts as ten vaults in two pages, with a page of jobs each. */
const callsForUnknownLocation = 12;
const callsForUnknownVaults = 2;

const pagesOf = (items: number, limit: number): number => Math.max(1, Math.ceil(items / limit));

export function createKnownLists(
  access: Pick<Access, 'allows' | 'vaultsIn'>,
  { vaultNames, vaultCount, jobCount, now }: ListLookups,
): KnownLists {
  const lately = (): Freshness => ({ notBefore: now() - lengthsValidFor, acceptsFollowed: true });
  const callsForJobs = (target: WatchTarget, coverage: Coverage, freshness: Freshness, limit: number): number =>
    jobCount(target, coverage, freshness) === null ? pagesOf(jobCount(target, coverage, lately()) ?? 0, limit) : 0;

  const callsForVaults = (
    location: Location,
    named: readonly string[] | null,
    coverage: Coverage,
    freshness: Freshness,
  ): [string, number][] => {
    const fresh = vaultNames(location, freshness);
    const lastRead = fresh ?? vaultNames(location, lately());
    const names = named ?? lastRead;
    if (!names || !lastRead) return named?.map((name) => [name, 1]) ?? [['', callsForUnknownLocation]];
    const existing = fresh && named && new Set(fresh);
    const { accountId, region } = location;
    const vaults: [string, number][] = [];
    for (const vaultName of names) {
      // First: a caller can name thousands that do not exist.
      if (existing && !existing.has(vaultName)) continue;
      const vault = { accountId, region, vaultName };
      if (!access.allows('read', vault)) continue;
      vaults.push([vaultName, callsForJobs({ kind: 'Vault', ...vault }, coverage, freshness, glacierPage)]);
    }
    if (named || fresh) return vaults;
    // A caller who may read some of the vaults must not learn how many there are.
    const isWhole = access.vaultsIn(location) === 'all';
    return [['', isWhole ? pagesOf(lastRead.length, listVaultsLimit) : callsForUnknownVaults], ...vaults];
  };

  return {
    vaultsIn: (location) => (access.vaultsIn(location) === 'all' ? vaultCount(location, lately()) : null),
    callsForJobsOf: (vault) => {
      if (!access.allows('read', vault)) return null;
      const jobs = jobCount(targetOf({ kind: 'GlacierJob', ...vault }), null, lately());
      return jobs === null ? null : pagesOf(jobs, glacierPage);
    },
    callsFor: (source, maxAgeSeconds) => {
      const freshness = freshnessOf(maxAgeSeconds, now());
      const { location, service } = source;
      const key = `${service} ${locationKey(location)}`;
      if (source.service === 'S3_BATCH_OPERATIONS') {
        const target = targetOf({ kind: 'BatchJob', ...location });
        return new Map([[key, callsForJobs(target, coverageOfBatch(source.statuses), freshness, batchPage)]]);
      }
      const coverage = coverageOfGlacier(source.filter);
      const calls = callsForVaults(location, source.vaultNames, coverage, freshness);
      return new Map(calls.map(([name, count]) => [`${key} ${name}`, count]));
    },
  };
}

/** Of an index that is empty. */
export const nothingKnown: KnownLists = createKnownLists(
  { allows: () => true, vaultsIn: () => 'all' },
  { vaultNames: () => null, vaultCount: () => null, jobCount: () => null, now: () => 0 },
);
