// The plan of a list of all jobs: which locations and services to read, and with which filter. A location that the filter
// excludes costs no call, and AWS applies the part of the filter that it supports. Pure.
import type { GatewayAccount } from '../aws/backend.ts';
import type { ListJobsFilter } from '../aws/glacier/listJobs.ts';
import type { BatchJobStatus } from '../aws/s3control/batchJob.ts';
import { batchJobStatuses } from '../aws/s3control/enums.ts';
import type { Location } from '../core/location.ts';
import { batchOutcomesOf, batchPhaseOf } from '../jobs/batchJobState.ts';
import type { JobOutcome, JobPhase } from '../jobs/jobPhase.ts';

export type AwsService = 'GLACIER' | 'S3_BATCH_OPERATIONS';
export type JobKind = 'ARCHIVE_RETRIEVAL' | 'INVENTORY_RETRIEVAL' | 'SELECT' | 'BATCH';

export interface SourceFilter {
  phases?: readonly JobPhase[] | null | undefined;
  outcomes?: readonly JobOutcome[] | null | undefined;
  kinds?: readonly JobKind[] | null | undefined;
  accountIds?: readonly string[] | null | undefined;
  regions?: readonly string[] | null | undefined;
}

export type JobSource = { location: Location } & (
  | { service: 'GLACIER'; filter: ListJobsFilter }
  | { service: 'S3_BATCH_OPERATIONS'; statuses: readonly BatchJobStatus[] | null }
);

export function planJobSources(accounts: readonly GatewayAccount[], filter: SourceFilter): JobSource[] {
  const glacier = glacierFilter(filter);
  const statuses = batchStatuses(filter);
  return accounts
    .filter(({ accountId }) => includes(filter.accountIds, accountId))
    .flatMap(({ accountId, regions }) =>
      regions
        .filter((region) => includes(filter.regions, region))
        .flatMap((region): JobSource[] => {
          const location = { accountId, region };
          return [
            ...(glacier ? [{ location, service: 'GLACIER' as const, filter: glacier }] : []),
            ...(statuses ? [{ location, service: 'S3_BATCH_OPERATIONS' as const, statuses: statuses.requested }] : []),
          ];
        }),
    );
}

/** No list means no restriction; an empty one excludes everything. */
const includes = <T>(allowed: readonly T[] | null | undefined, value: T): boolean => allowed?.includes(value) ?? true;

/** Null if no Glacier job can match. */
function glacierFilter({ phases, outcomes, kinds }: SourceFilter): ListJobsFilter | null {
  if (kinds && !kinds.some((kind) => kind !== 'BATCH')) return null;
  const running = includes(phases, 'RUNNING') && !outcomes;
  const succeeded = includes(phases, 'DONE') && includes(outcomes, 'SUCCEEDED');
  const failed = includes(phases, 'DONE') && includes(outcomes, 'FAILED');
  if (!running && !succeeded && !failed) return null;
  if (!running) {
    if (succeeded && failed) return { completed: true };
    return { statusCode: succeeded ? 'SUCCEEDED' : 'FAILED' };
  }
  return succeeded || failed ? {} : { completed: false };
}

/** Null if no Batch job can match; `requested` is null for all statuses. */
function batchStatuses({
  phases,
  outcomes,
  kinds,
}: SourceFilter): { requested: readonly BatchJobStatus[] | null } | null {
  if (!includes(kinds, 'BATCH')) return null;
  const statuses = Object.values(batchJobStatuses);
  const matching = statuses.filter(
    (status) =>
      includes(phases, batchPhaseOf({ status })) &&
      (!outcomes || batchOutcomesOf(status).some((outcome) => outcomes.includes(outcome))),
  );
  if (matching.length === 0) return null;
  return { requested: matching.length === statuses.length ? null : matching };
}
