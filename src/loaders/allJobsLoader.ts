// All jobs of both services that match a filter. All fields of an operation that want them share one reading of each
// source, which covers all their filters.
import type { Access } from '../access/access.ts';
import type { AwsSession } from '../aws/client/awsSession.ts';
import { andThen, type MaybePromise } from '../core/maybePromise.ts';
import { WorkInTurns } from '../core/workInTurns.ts';
import { type Coverage, coverageOfBatch, coverageOfGlacier, unite } from '../jobIndex/coverage.ts';
import { type Freshness, strictest } from '../jobIndex/freshness.ts';
import { type JobSource, planJobSources } from '../jobIndex/planJobSources.ts';
import type { ReadLists, SourceDemand } from '../jobIndex/readSource.ts';
import type { JobFilter } from '../jobs/jobFilter.ts';
import { collectBatch } from './collectBatch.ts';
import type { LoaderServices } from './loaderServices.ts';
import type { MatchingJobs } from './matchingJobs.ts';
import type { PageLimit } from './pageLimit.ts';
import { SharedReading, sourceKey } from './sharedReading.ts';
import type { VaultLoader } from './vaultLoader.ts';

export interface AllJobsLoader {
  /**
   * The jobs that match all conditions but `tags`. One that is `alone` waits for no other field of the operation, and what is
   * known takes no promise.
   */
  load(filter: JobFilter, freshness: Freshness, alone: boolean): MaybePromise<MatchingJobs>;
}

interface Wish {
  sources: readonly JobSource[];
  freshness: Freshness;
}

export function createAllJobsLoader(
  aws: AwsSession,
  {
    backend,
    jobIndex,
    pageLimit,
    takeTurn,
    vault,
  }: Pick<LoaderServices, 'backend' | 'jobIndex' | 'takeTurn'> & {
    pageLimit: PageLimit;
    vault: () => Pick<VaultLoader, 'prime'>;
  },
): AllJobsLoader {
  const { access } = aws.caller;
  const work = new WorkInTurns(undefined, takeTurn);
  const read = (wishes: readonly Wish[]): MaybePromise<SharedReading> => {
    const demands = demandsOf(wishes);
    return andThen(jobIndex.read([...demands.values()], aws, pageLimit.tryTake), (lists) => {
      for (const { vaults } of lists) {
        for (const record of vaults?.list ?? []) if (access.allows('read', record)) vault().prime(record);
      }
      const bySource = new Map([...demands.keys()].map((key, index) => [key, lists[index] as ReadLists]));
      return new SharedReading(bySource, { now: backend.clock.now(), work, pages: jobIndex.pages });
    });
  };
  const batch = collectBatch(async (wishes: readonly Wish[]) => read(wishes));
  return {
    load: (filter, freshness, alone) => {
      const sources = planJobSources(backend.accounts, filter).filter((source) => mayRead(access, source));
      const wish: Wish = { sources, freshness };
      return andThen(alone ? read([wish]) : batch(wish), (reading) => reading.matching(filter, sources));
    },
  };
}

const mayRead = (access: Access, { service, location }: JobSource): boolean =>
  service === 'GLACIER' ? access.vaultsIn(location) !== 'none' : access.allows('read', location);

const coverageOf = (source: JobSource): Coverage =>
  source.service === 'GLACIER' ? coverageOfGlacier(source.filter) : coverageOfBatch(source.statuses);

/** For each source, what satisfies all wishes. */
function demandsOf(wishes: readonly Wish[]): Map<string, SourceDemand> {
  const demands = new Map<string, SourceDemand>();
  for (const { sources, freshness } of wishes) {
    for (const source of sources) {
      const key = sourceKey(source);
      const names = source.service === 'GLACIER' ? source.vaultNames : [];
      const known = demands.get(key);
      const coverage = coverageOf(source);
      demands.set(key, {
        location: source.location,
        service: source.service,
        coverage: known ? unite(known.coverage, coverage) : coverage,
        vaultNames: new Set([...(known?.vaultNames ?? []), ...(names ?? [])]),
        allVaults: names === null || known?.allVaults === true,
        freshness: known ? strictest([known.freshness, freshness]) : freshness,
      });
    }
  }
  return demands;
}
