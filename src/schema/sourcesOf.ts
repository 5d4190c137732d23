// The sources of a feed, as the query `jobs` reports its own.
import { GatewayError } from '../core/errors.ts';
import { type Location, locationKey } from '../core/location.ts';
import { noneSkipped } from '../core/skippedRecords.ts';
import type { Outcome } from '../jobIndex/indexedList.ts';
import { type SourceReading, toSource } from '../jobIndex/jobSource.ts';
import type { JobSource } from '../jobIndex/planJobSources.ts';
import type { JobRecord } from '../jobs/jobState.ts';
import type { FeedHealth } from '../watch/feedOptions.ts';
import type { WatchFailure } from '../watch/watchStore.ts';

/** One row for each location and service. */
export function sourcesOf({ lists, targets }: FeedHealth): SourceReading[] {
  const outcomeOf = <T>({ failure, polledAt }: Omit<FeedHealth['targets'][number], 'target'>): Outcome<T> => ({
    items: new Map<string, T>(),
    list: [],
    asOf: polledAt ?? Number.POSITIVE_INFINITY,
    truncated: false,
    skipped: noneSkipped,
    failure: failure && errorOf(failure),
  });
  const glacier = lists.map(({ location, failure }) => {
    const jobs = new Map<string, Outcome<JobRecord>>();
    for (const { target, ...state } of targets) {
      if (target.kind === 'Vault' && isSame(target, location)) jobs.set(target.vaultName, outcomeOf(state));
    }
    const source: JobSource = { location, service: 'GLACIER', filter: {}, vaultNames: null };
    return toSource(source, { vaults: outcomeOf({ failure, polledAt: null }), jobs }).reading;
  });
  const batch = targets.flatMap(({ target, ...state }) => {
    if (target.kind !== 'Batch') return [];
    const source: JobSource = { location: target, service: 'S3_BATCH_OPERATIONS', statuses: null };
    return toSource(source, { vaults: null, jobs: new Map([['', outcomeOf(state)]]) }).reading;
  });
  return [...glacier, ...batch];
}

const isSame = (one: Location, other: Location): boolean => locationKey(one) === locationKey(other);

const errorOf = ({ code, message }: WatchFailure): GatewayError => new GatewayError(code, message);
