// All jobs of both services that match a filter. All fields of an operation that want them share one reading of each
// source, which covers all their filters.
import type { Access } from '../access/access.ts';
import type { AwsSession } from '../aws/client/awsSession.ts';
import type { VaultRecord } from '../aws/glacier/vaultRecord.ts';
import { andThen, isPromise, type MaybePromise } from '../core/maybePromise.ts';
import { WorkInTurns } from '../core/workInTurns.ts';
import { type Coverage, coverageOfBatch, coverageOfGlacier, unite } from '../jobIndex/coverage.ts';
import { type Freshness, strictest } from '../jobIndex/freshness.ts';
import { type JobSource, planJobSources } from '../jobIndex/planJobSources.ts';
import type { ReadLists, SourceDemand } from '../jobIndex/readSource.ts';
import { isTimelessFilter, type JobFilter, type NormalizedFilter } from '../jobs/jobFilter.ts';
import { collectBatch } from './collectBatch.ts';
import type { LoaderServices } from './loaderServices.ts';
import { MatchingJobs } from './matchingJobs.ts';
import type { PageLimit } from './pageLimit.ts';
import { SharedReading, sourceKey } from './sharedReading.ts';

export interface AllJobsLoader {
  /**
   * The jobs that match all conditions but `tags`. One that is `alone` waits for no other field of the operation, and what is
   * known takes no promise.
   */
  load(filter: NormalizedFilter, freshness: Freshness, alone: boolean): MaybePromise<MatchingJobs>;
}

interface Wish {
  sources: readonly JobSource[];
  freshness: Freshness;
}

export interface AllJobsOptions {
  pageLimit: PageLimit;
  /** Called with each list of vaults that was read. */
  onVaults(vaults: readonly VaultRecord[]): void;
}

export function createAllJobsLoader(
  aws: AwsSession,
  { backend, jobIndex, takeTurn }: Pick<LoaderServices, 'backend' | 'jobIndex' | 'takeTurn'>,
  { pageLimit, onVaults }: AllJobsOptions,
): AllJobsLoader {
  const { access } = aws.caller;
  const { matches, pages } = jobIndex;
  const work = new WorkInTurns(undefined, takeTurn);
  const read = (wishes: readonly Wish[]): MaybePromise<SharedReading> => {
    const demands = demandsOf(wishes);
    return andThen(jobIndex.read([...demands.values()], aws, pageLimit.tryTake), (lists) => {
      const vaults = lists.flatMap((each) => (each.vaults ? [each.vaults.list] : []));
      vaults.forEach(onVaults);
      const bySource = new Map([...demands.keys()].map((key, index) => [key, lists[index] as ReadLists]));
      return new SharedReading(bySource, vaults, { now: backend.clock.now(), work, pages });
    });
  };
  const batch = collectBatch(async (wishes: readonly Wish[]) => read(wishes));
  const sourcesOf = (filter: JobFilter) =>
    planJobSources(backend.accounts, filter).filter((source) => mayRead(access, source));

  const loadAlone = (filter: JobFilter, text: string, freshness: Freshness): MaybePromise<MatchingJobs> => {
    const known = matches.find(access.key, text, freshness);
    if (known) {
      aws.usage.cached += known.lists;
      known.vaults.forEach(onVaults);
      return new MatchingJobs(known.runs, known.sources, work, pages);
    }
    const before = aws.usage.cached;
    const sources = sourcesOf(filter);
    const reading = read([{ sources, freshness }]);
    if (isPromise(reading)) return reading.then((each) => each.matching(filter, text, sources));
    const matching = reading.matching(filter, text, sources);
    // Nothing has changed the lists meanwhile.
    if (!isPromise(matching) && isTimelessFilter(filter)) {
      const { runs, sources: readings } = matching;
      const lists = aws.usage.cached - before;
      matches.offer(access.key, text, { runs, sources: readings, vaults: reading.vaults, lists });
    }
    return matching;
  };

  return {
    load: ({ filter, text }, freshness, alone) => {
      if (alone) return loadAlone(filter, text, freshness);
      const sources = sourcesOf(filter);
      return batch({ sources, freshness }).then((reading) => reading.matching(filter, text, sources));
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
