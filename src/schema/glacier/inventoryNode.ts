// An inventory as a GraphQL node: the job whose output it is.
import type { GlacierJobRecord } from '../../aws/glacier/glacierJob.ts';
import type { GlacierJobKey } from '../../core/location.ts';

export interface InventoryNode extends GlacierJobKey {
  kind: 'Inventory';
  job: GlacierJobRecord;
}

/** Null for a job that is no inventory retrieval, or that has not succeeded. */
export function inventoryOf(job: GlacierJobRecord): InventoryNode | null {
  if (job.action !== 'INVENTORY_RETRIEVAL' || job.statusCode !== 'SUCCEEDED') return null;
  const { accountId, region, vaultName, jobId } = job;
  return { kind: 'Inventory', accountId, region, vaultName, jobId, job };
}
