// Many changes of Batch jobs as one call, with one outcome for each job. A few are in flight at a time in each location.
import { assertAllowedOnBatchJob } from '../../access/assertAllowed.ts';
import type { Context } from '../../context.ts';
import type { GatewayError } from '../../core/errors.ts';
import { type BatchJobKey, batchJobKey, locationKey } from '../../core/location.ts';
import type { BulkOutcome } from '../../starts/bulkStarts.ts';
import type { ChangedBatchJob } from './batchJobPayload.ts';
import type { SelectedBatchJob } from './selectBatchJobs.ts';

export interface BatchJobOutcome extends SelectedBatchJob {
  /** Null in a dry run. */
  outcome: BulkOutcome<ChangedBatchJob> | null;
}

/** A policy of AWS can deny one job and allow the next one. */
const appliesToAll = ({ code }: GatewayError): boolean => code === 'GATEWAY_CREDENTIALS';

export async function changeBatchJobs(
  ctx: Context,
  selected: readonly SelectedBatchJob[],
  change: (key: BatchJobKey) => Promise<ChangedBatchJob>,
): Promise<BatchJobOutcome[]> {
  const byLocation = new Map<string, BatchJobKey[]>();
  for (const { key } of selected) {
    const location = locationKey(key);
    const keys = byLocation.get(location) ?? [];
    keys.push(key);
    byLocation.set(location, keys);
  }
  const outcomes = new Map<string, BulkOutcome<ChangedBatchJob>>();
  await Promise.all(
    [...byLocation].map(async ([location, jobs]) => {
      const keys = new Map(jobs.map((key) => [batchJobKey(key), key]));
      const send = async (name: string, until: AbortSignal) => {
        const key = keys.get(name) as BatchJobKey;
        assertAllowedOnBatchJob(ctx.caller.access, 'manage', key);
        until.throwIfAborted();
        return change(key);
      };
      // The starts of Glacier jobs there have slots of their own.
      const done = await ctx.bulkStarts(`batch ${location}`, [...keys.keys()], send, appliesToAll);
      for (const [name, outcome] of done) outcomes.set(name, outcome);
    }),
  );
  return selected.map((each) => ({ ...each, outcome: outcomes.get(batchJobKey(each.key)) ?? null }));
}
