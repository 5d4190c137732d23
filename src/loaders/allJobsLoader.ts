// All jobs of both services that can match a filter. All fields of an operation that want them share one reading of each
// source, which covers all their filters.
import type { Access } from '../access/access.ts';
import type { Backend } from '../aws/backend.ts';
import type { AwsSession } from '../aws/client/awsSession.ts';
import { locationKey } from '../core/location.ts';
import { type Coverage, coverageOfBatch, coverageOfGlacier, unite } from '../jobIndex/coverage.ts';
import type { JobIndex } from '../jobIndex/createJobIndex.ts';
import { type Freshness, strictest } from '../jobIndex/freshness.ts';
import { type SourceReading, toSource } from '../jobIndex/jobSource.ts';
import { type JobSource, planJobSources } from '../jobIndex/planJobSources.ts';
import type { ReadLists, SourceDemand } from '../jobIndex/readSource.ts';
import type { JobFilter } from '../jobs/jobFilter.ts';
import type { JobRecord } from '../jobs/jobState.ts';
import { type Batch, collectBatch } from './collectBatch.ts';
import type { PageLimit } from './pageLimit.ts';
import type { VaultLoader } from './vaultLoader.ts';

export interface AllJobs {
  /** Every job that can match, in no order. AWS applies only a part of the filter, so others are among them. */
  jobs: readonly JobRecord[];
  sources: readonly SourceReading[];
}

export interface AllJobsLoader {
  load(filter: JobFilter, freshness: Freshness): Promise<AllJobs>;
}

interface Wish {
  sources: readonly JobSource[];
  freshness: Freshness;
}

const keyOf = ({ service, location }: Pick<JobSource, 'service' | 'location'>): string =>
  `${service} ${locationKey(location)}`;

export function createAllJobsLoader(
  aws: AwsSession,
  {
    backend,
    jobIndex,
    pageLimit,
    vault,
  }: { backend: Backend; jobIndex: JobIndex; pageLimit: PageLimit; vault: () => Pick<VaultLoader, 'prime'> },
): AllJobsLoader {
  const { access } = aws.caller;
  const read = async (wishes: readonly Wish[]): Promise<ReadonlyMap<string, ReadLists>> => {
    const demands = [...demandsOf(wishes)];
    const lists = await jobIndex.read(
      demands.map(([, demand]) => demand),
      aws,
      pageLimit.tryTake,
    );
    for (const { vaults } of lists) {
      for (const record of vaults?.items.values() ?? []) if (access.allows('read', record)) vault().prime(record);
    }
    return new Map(lists.map((each, index) => [demands[index]?.[0] ?? '', each]));
  };
  const batch: Batch<Wish, ReadonlyMap<string, ReadLists>> = collectBatch(read);
  return {
    load: async (filter, freshness) => {
      const sources = planJobSources(backend.accounts, filter).filter((source) => mayRead(access, source));
      const lists = await batch({ sources, freshness });
      const read = sources.map((source) =>
        toSource(source, lists.get(keyOf(source)) ?? { vaults: null, jobs: new Map() }),
      );
      return { jobs: read.flatMap(({ jobs }) => jobs), sources: read.map(({ reading }) => reading) };
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
      const names = source.service === 'GLACIER' ? source.vaultNames : [];
      const known = demands.get(keyOf(source));
      const coverage = coverageOf(source);
      demands.set(keyOf(source), {
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
