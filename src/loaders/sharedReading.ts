// What the sources of jobs returned to all fields that share one reading of them. Each filter is applied once.
import type { VaultRecord } from '../aws/glacier/vaultRecord.ts';
import { locationKey } from '../core/location.ts';
import { andThen, type MaybePromise } from '../core/maybePromise.ts';
import type { WorkInTurns } from '../core/workInTurns.ts';
import { type SourceReading, toSource } from '../jobIndex/jobSource.ts';
import type { KnownPages } from '../jobIndex/knownPages.ts';
import type { JobSource } from '../jobIndex/planJobSources.ts';
import type { ReadLists } from '../jobIndex/readSource.ts';
import { isTimelessFilter, type JobFilter, jobMatcher } from '../jobs/jobFilter.ts';
import { JobRun, runsOf } from '../jobs/jobRun.ts';
import { computeOfRuns, MatchingJobs } from './matchingJobs.ts';

export const sourceKey = ({ service, location }: Pick<JobSource, 'service' | 'location'>): string =>
  `${service} ${locationKey(location)}`;

export interface ReadingServices {
  /** In the time of AWS. */
  now: number;
  work: WorkInTurns;
  pages: KnownPages;
}

const nothing: ReadLists = { vaults: null, jobs: new Map() };

export class SharedReading {
  readonly #lists: ReadonlyMap<string, ReadLists>;
  readonly #services: ReadingServices;
  readonly #matching = new Map<string, MaybePromise<MatchingJobs>>();

  /** `lists` are by `sourceKey`. */
  constructor(
    lists: ReadonlyMap<string, ReadLists>,
    /** The lists of vaults that were used. */
    readonly vaults: readonly (readonly VaultRecord[])[],
    services: ReadingServices,
  ) {
    this.#lists = lists;
    this.#services = services;
  }

  /** The jobs of the sources that match the filter, but for its tags. Its JSON and the sources follow from it. */
  matching(filter: JobFilter, text: string, sources: readonly JobSource[]): MaybePromise<MatchingJobs> {
    const matching = this.#matching.get(text) ?? this.#match(filter, text, sources);
    this.#matching.set(text, matching);
    return matching;
  }

  #match(wanted: JobFilter, text: string, sources: readonly JobSource[]): MaybePromise<MatchingJobs> {
    const { now, work, pages } = this.#services;
    const key = isTimelessFilter(wanted) ? `filter ${text}` : null;
    const matches = jobMatcher(wanted, now);
    const runs: JobRun[] = [];
    const readings: SourceReading[] = [];
    for (const source of sources) {
      const { lists, reading } = toSource(source, this.#lists.get(sourceKey(source)) ?? nothing);
      readings.push(reading);
      for (const { list } of lists) runs.push(...runsOf(list));
    }
    const filter = ({ jobs }: JobRun) => new JobRun(jobs.filter(matches));
    return andThen(computeOfRuns(runs, key, work, filter), (filtered) => {
      const matching = filtered.filter(({ jobs }) => jobs.length > 0);
      return new MatchingJobs(matching, readings, work, pages);
    });
  }
}
