// The plan of a list of all jobs: which locations, services and vaults to read, and with which filter. What the filter
// excludes costs no call, and AWS applies the part of the filter that it supports. Pure.
import type { GatewayAccount } from '../aws/backend.ts';
import type { ListJobsFilter } from '../aws/glacier/listJobs.ts';
import type { KnownBatchJobStatus } from '../aws/s3control/batchJob.ts';
import { batchJobStatuses } from '../aws/s3control/enums.ts';
import type { Location } from '../core/location.ts';
import { batchOutcomesOf, batchPhaseOf } from '../jobs/batchJobState.ts';
import type { JobFilter } from '../jobs/jobFilter.ts';

export type AwsService = 'GLACIER' | 'S3_BATCH_OPERATIONS';

export type JobSource = { location: Location } & (
  | {
      service: 'GLACIER';
      filter: ListJobsFilter;
      /** The vaults to read; null for all vaults of the location. */
      vaultNames: readonly string[] | null;
    }
  | {
      service: 'S3_BATCH_OPERATIONS';
      /** Null for all statuses. */
      statuses: readonly KnownBatchJobStatus[] | null;
    }
);

export function planJobSources(accounts: readonly GatewayAccount[], filter: JobFilter): JobSource[] {
  const glacier = glacierFilter(filter);
  const statuses = batchStatuses(filter);
  const vaultNames = filter.vaultNames ?? null;
  return accounts
    .filter(({ accountId }) => includes(filter.accountIds, accountId))
    .flatMap(({ accountId, regions }) =>
      regions
        .filter((region) => includes(filter.regions, region))
        .flatMap((region): JobSource[] => {
          const location = { accountId, region };
          return [
            ...(glacier ? [{ location, service: 'GLACIER' as const, filter: glacier, vaultNames }] : []),
            ...(statuses ? [{ location, service: 'S3_BATCH_OPERATIONS' as const, statuses: statuses.requested }] : []),
          ];
        }),
    );
}

/** No list means no restriction. */
const includes = <T>(allowed: readonly T[] | undefined, value: T): boolean => allowed?.includes(value) ?? true;

/** Whether the filter selects by the end of jobs, so that no job in progress matches. */
const selectsEnded = ({ outcomes, completedAfter, completedBefore, outputExpiresBefore }: JobFilter): boolean =>
  [outcomes, completedAfter, completedBefore, outputExpiresBefore].some((condition) => condition !== undefined);

/** Null if no Glacier job can match. */
function glacierFilter(filter: JobFilter): ListJobsFilter | null {
  const { phases, outcomes, kinds, operationNames, tags, tiers, overdue, outputExpiresBefore } = filter;
  // Only Batch jobs have an operation and tags.
  if (operationNames || tags) return null;
  // Only these Glacier jobs have a tier, or an output at Glacier.
  const possible = (['ARCHIVE_RETRIEVAL', 'INVENTORY_RETRIEVAL', 'SELECT'] as const).filter(
    (kind) => !(tiers && kind === 'INVENTORY_RETRIEVAL') && !(outputExpiresBefore && kind === 'SELECT'),
  );
  if (!possible.some((kind) => includes(kinds, kind))) return null;
  const unfinished = (includes(phases, 'RUNNING') || includes(phases, 'UNKNOWN')) && !selectsEnded(filter);
  const ended = includes(phases, 'DONE') && overdue !== true;
  const succeeded = ended && includes(outcomes, 'SUCCEEDED');
  const failed = ended && includes(outcomes, 'FAILED') && !outputExpiresBefore;
  if (!unfinished && !succeeded && !failed) return null;
  if (!unfinished) {
    if (succeeded && failed) return { completed: true };
    return { statusCode: succeeded ? 'SUCCEEDED' : 'FAILED' };
  }
  return succeeded || failed ? {} : { completed: false };
}

/** Null if no Batch job can match; `requested` is null for all statuses. */
function batchStatuses(filter: JobFilter): { requested: readonly KnownBatchJobStatus[] | null } | null {
  const { phases, outcomes, kinds, vaultNames, tiers, overdue, outputExpiresBefore } = filter;
  // A Batch job has no vault, no tier in AWS's list and no output at Glacier. It is never overdue: its expected completion
  // follows its rate.
  if (!includes(kinds, 'BATCH') || vaultNames || tiers || outputExpiresBefore || overdue) return null;
  const statuses = Object.values(batchJobStatuses);
  const endedOnly = selectsEnded(filter);
  const matching = statuses.filter(
    (status) =>
      includes(phases, batchPhaseOf({ status })) &&
      (!endedOnly || batchPhaseOf({ status }) === 'DONE') &&
      (!outcomes || batchOutcomesOf(status).some((outcome) => outcomes.includes(outcome))),
  );
  // AWS's filter cannot name a status that this gateway does not know.
  const wantsUnknown = phases?.includes('UNKNOWN') && !endedOnly;
  if (matching.length === 0 && !wantsUnknown) return null;
  return { requested: wantsUnknown || matching.length === statuses.length ? null : matching };
}
