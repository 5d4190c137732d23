// A source as the query `jobs` reports it, from what was read of its lists. Pure.
import type { ErrorCode, GatewayError } from '../core/errors.ts';
import { joinSkipped, noneSkipped, type SkippedRecords, skippedMessage } from '../core/skippedRecords.ts';
import type { JobRecord } from '../jobs/jobState.ts';
import type { Outcome } from './indexedList.ts';
import type { JobSource } from './planJobSources.ts';
import type { ReadLists } from './readSource.ts';

export type SourceStatus = 'OK' | 'PARTIAL' | 'THROTTLED' | 'DENIED' | 'CLOSED_TO_ACCOUNT' | 'UNREACHABLE';

export interface FailedVault {
  vaultName: string;
  code: ErrorCode;
  message: string;
}

export interface SourceReading {
  source: JobSource;
  status: SourceStatus;
  /** Whether there may be more jobs. */
  truncated: boolean;
  message: string | null;
  /** When the oldest part was read; null if nothing was. */
  asOf: Date | null;
  failedVaults: readonly FailedVault[];
  /** The names of the vaults whose jobs were not all read. */
  incompleteVaults: readonly string[];
  /** Records of vaults and jobs that could not be read. */
  skipped: SkippedRecords;
}

export function statusOf(error: GatewayError): SourceStatus {
  switch (error.code) {
    case 'NO_LONGER_SUPPORTED':
      return 'CLOSED_TO_ACCOUNT';
    case 'FORBIDDEN':
      return 'DENIED';
    case 'THROTTLED':
      return 'THROTTLED';
    default:
      return 'UNREACHABLE';
  }
}

const complete = {
  status: 'OK',
  truncated: false,
  message: null,
  failedVaults: [],
  incompleteVaults: [],
  skipped: noneSkipped,
} as const;

/** The lists of jobs of a source, and how it was read. `source` can be a part of what was read. */
export function toSource(
  source: JobSource,
  { vaults, jobs: read }: ReadLists,
): {
  lists: readonly Outcome<JobRecord>[];
  reading: SourceReading;
} {
  const named = source.service === 'GLACIER' && source.vaultNames ? new Set(source.vaultNames) : null;
  const wanted = named ? [...read].filter(([name]) => named.has(name)) : [...read];
  const listOfVaults = named ? null : vaults;
  const outcomes = wanted.map(([, outcome]) => outcome);
  const asOf = oldestOf(listOfVaults ? [listOfVaults, ...outcomes] : outcomes);
  if (!(listOfVaults && isFaulty(listOfVaults)) && !outcomes.some(isFaulty)) {
    return { lists: outcomes, reading: { source, asOf, ...complete } };
  }
  const isTruncated = (listOfVaults?.truncated ?? false) || outcomes.some(({ truncated }) => truncated);
  const skipped = joinSkipped([
    listOfVaults?.skipped,
    ...wanted.map(([vaultName, outcome]) => inVault(vaultName, outcome.skipped)),
  ]);
  const incompleteVaults = wanted.flatMap(([vaultName, { failure, truncated }]) =>
    failure || truncated ? [vaultName] : [],
  );
  const base = { source, asOf, failedVaults: [], incompleteVaults, skipped };

  if (source.service === 'S3_BATCH_OPERATIONS') {
    const failure = outcomes[0]?.failure ?? null;
    const status = failure ? statusOf(failure) : ('OK' as const);
    const message = failure?.message ?? null;
    return { lists: outcomes, reading: withGaps({ ...base, status, truncated: isTruncated, message }) };
  }
  const failedVaults = wanted.flatMap(([vaultName, { failure }]) =>
    failure ? { vaultName, code: failure.code, message: failure.message } : [],
  );
  const firstFailure = outcomes.find(({ failure }) => failure)?.failure ?? null;
  const failure = listOfVaults?.failure ?? (failedVaults.length === wanted.length ? firstFailure : null);
  if (failure) {
    const truncated = isTruncated || outcomes.some(({ items }) => items.size > 0);
    return {
      lists: outcomes,
      reading: { ...base, failedVaults, status: statusOf(failure), truncated, message: failure.message },
    };
  }
  if (failedVaults.length === 0) {
    return { lists: outcomes, reading: withGaps({ ...base, status: 'OK', truncated: isTruncated, message: null }) };
  }
  const message = `${failedVaults.length} of ${wanted.length} vaults could not be read.`;
  return { lists: outcomes, reading: { ...base, failedVaults, status: 'PARTIAL', truncated: true, message } };
}

/** Whether a list was not read to its end, or not all of it. */
const isFaulty = ({ failure, truncated, skipped }: Outcome<unknown>): boolean =>
  failure !== null || truncated || skipped.count > 0;

/** A source without some of its records is not complete, and one that was not read to its end says so. */
function withGaps(reading: SourceReading): SourceReading {
  const { skipped, status, truncated } = reading;
  if (skipped.count > 0) {
    const message = reading.message ?? skippedMessage(skipped);
    return { ...reading, status: status === 'OK' ? 'PARTIAL' : status, truncated: true, message };
  }
  return truncated ? { ...reading, message: reading.message ?? notReadToEnd } : reading;
}

const notReadToEnd =
  'The source was not read to its end: the request reached JOBS_PER_SOURCE or MAX_AWS_CALLS. Jobs may be missing. Narrow the filter.';

function inVault(vaultName: string, skipped: SkippedRecords): SkippedRecords {
  const { count, first } = skipped;
  if (vaultName === '' || count === 0) return skipped;
  return { count, first: first.map((record) => ({ ...record, message: `Vault ${vaultName}: ${record.message}` })) };
}

/** What failed before it read anything has no date. That Glacier is closed to an account is an answer. */
function oldestOf(outcomes: readonly Outcome<unknown>[]): Date | null {
  const isRead = ({ failure, items }: Outcome<unknown>) =>
    !failure || failure.code === 'NO_LONGER_SUPPORTED' || items.size > 0;
  let oldest = Number.POSITIVE_INFINITY;
  for (const outcome of outcomes) if (outcome.asOf < oldest && isRead(outcome)) oldest = outcome.asOf;
  return Number.isFinite(oldest) ? new Date(oldest) : null;
}
