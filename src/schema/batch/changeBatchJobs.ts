// Many changes of Batch jobs as one call, with one outcome for each job. A few are in flight at a time in each location.
import type { Context } from '../../context.ts';
import type { GatewayError } from '../../core/errors.ts';
import { type BatchJobKey, batchJobKey } from '../../core/location.ts';
import { bulkInLocations } from '../../starts/bulkInLocations.ts';
import type { BulkChange } from '../bulk/bulkPayload.ts';
import type { ChangedBatchJob } from './batchJobPayload.ts';
import type { SelectedBatchJob } from './selectBatchJobs.ts';

export type BatchJobOutcome = SelectedBatchJob & BulkChange<ChangedBatchJob>;

/** A policy of AWS can deny one job and allow the next one. */
const appliesToAll = ({ code }: GatewayError): boolean => code === 'GATEWAY_CREDENTIALS';

/** The outcome in a dry run. */
export const unchanged = (selected: SelectedBatchJob): BatchJobOutcome => ({
  ...selected,
  what: { jobId: selected.key.jobId },
  outcome: null,
});

export async function changeBatchJobs(
  ctx: Context,
  selected: readonly SelectedBatchJob[],
  change: (key: BatchJobKey) => Promise<ChangedBatchJob>,
): Promise<BatchJobOutcome[]> {
  const outcomes = await bulkInLocations(ctx.bulkStarts, {
    items: new Map(selected.map(({ key }) => [batchJobKey(key), key])),
    // The starts of Glacier jobs there have slots of their own.
    slots: 'batch ',
    send: async (_, key, until) => {
      until.throwIfAborted();
      return change(key);
    },
    appliesToAll,
  });
  return selected.map((each) => ({ ...unchanged(each), outcome: outcomes.get(batchJobKey(each.key)) ?? null }));
}
