// What the sources of jobs returned to all fields that share one reading of them. Each list is copied once, because the index
// keeps changing it, and each filter is applied once.
import { locationKey } from '../core/location.ts';
import type { WorkInTurns } from '../core/workInTurns.ts';
import type { Outcome } from '../jobIndex/indexedList.ts';
import { type SourceReading, toSource } from '../jobIndex/jobSource.ts';
import type { JobSource } from '../jobIndex/planJobSources.ts';
import type { ReadLists } from '../jobIndex/readSource.ts';
import { type JobFilter, jobMatcher } from '../jobs/jobFilter.ts';
import type { JobRecord } from '../jobs/jobState.ts';
import { MatchingJobs } from './matchingJobs.ts';

export const sourceKey = ({ service, location }: Pick<JobSource, 'service' | 'location'>): string =>
  `${service} ${locationKey(location)}`;

const nothing: ReadLists = { vaults: null, jobs: new Map() };

export class SharedReading {
  readonly #lists: ReadonlyMap<string, ReadLists>;
  /** In the time of AWS. */
  readonly #now: number;
  readonly #work: WorkInTurns;
  readonly #jobs = new Map<Outcome<JobRecord>, readonly JobRecord[]>();
  readonly #matching = new Map<string, Promise<MatchingJobs>>();

  /** `lists` are by `sourceKey`. */
  constructor(lists: ReadonlyMap<string, ReadLists>, now: number, work: WorkInTurns) {
    this.#lists = lists;
    this.#now = now;
    this.#work = work;
  }

  /** The jobs of the sources that match the filter, but for its tags. The sources follow from the filter. */
  matching(filter: JobFilter, sources: readonly JobSource[]): Promise<MatchingJobs> {
    const key = JSON.stringify(filter);
    const matching = this.#matching.get(key) ?? this.#match(filter, sources);
    this.#matching.set(key, matching);
    return matching;
  }

  async #match(filter: JobFilter, sources: readonly JobSource[]): Promise<MatchingJobs> {
    const matches = jobMatcher(filter, this.#now);
    const jobs: JobRecord[] = [];
    const readings: SourceReading[] = [];
    for (const source of sources) {
      const { lists, reading } = toSource(source, this.#lists.get(sourceKey(source)) ?? nothing);
      readings.push(reading);
      for (const list of lists) {
        await this.#work.forEach(this.#jobsOf(list), (job) => {
          if (matches(job)) jobs.push(job);
        });
      }
    }
    return new MatchingJobs(jobs, readings, this.#work);
  }

  #jobsOf(list: Outcome<JobRecord>): readonly JobRecord[] {
    const jobs = this.#jobs.get(list) ?? [...list.items.values()];
    this.#jobs.set(list, jobs);
    return jobs;
  }
}
