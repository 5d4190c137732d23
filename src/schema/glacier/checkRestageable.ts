// The check that a job can be started again, made before the start.
import { nameOrNull } from '../../aws/enums.ts';
import { tiers } from '../../aws/glacier/enums.ts';
import type { GlacierJobRecord } from '../../aws/glacier/glacierJob.ts';
import { archiveRetrievalTimes } from '../../aws/glacier/retrievalTimes.ts';
import { rejectInput } from '../../core/errors.ts';
import { restageRefusal } from '../../starts/restaged.ts';
import type { RetrievalTierInput } from './glacierJob.ts';

export type GivenTier = typeof RetrievalTierInput.$inferInput | null | undefined;

/** `path`: of the job in the input. Without a tier, that of the job must be known. */
export function checkRestageable(job: GlacierJobRecord, tier: GivenTier, path: readonly string[]): void {
  const refusal = restageRefusal(job);
  if (refusal !== null) rejectInput(path, refusal);
  const known = nameOrNull(tiers, job.awsTier) ?? 'STANDARD';
  if (!tier && !Object.hasOwn(archiveRetrievalTimes, known))
    rejectInput(['input', 'tier'], `the job has the tier ${job.awsTier}, which this gateway does not know.`);
}
