// One start of a retrieval that is kept staged, after its newest job. The key of the start follows from that job: two
// gateways, and a gateway that was killed midway, make one job.
import type { AuditLine } from '../access/audit.ts';
import { GatewayError } from '../core/errors.ts';
import type { GlacierStartServices } from '../starts/glacierStartServices.ts';
import { requestedJob } from '../starts/requestedJob.ts';
import { afterStart } from '../starts/startGlacierJob.ts';
import { startOnce } from '../starts/startOnce.ts';
import { type KeptRetrieval, newestJobOf } from './keptRetrieval.ts';

export type RestageServices = GlacierStartServices & {
  audit(line: AuditLine): void;
  aws: { readonly changes: readonly (string | null)[] };
};

const operation = 'keepStaged';

/** The new job. Each attempt is in the audit log, and counts as a start of the caller who asked for it. */
export async function restageKept(
  services: RestageServices,
  kept: KeptRetrieval,
): Promise<{ jobId: string; startedAt: number }> {
  const { vault, parameters, owner } = kept;
  const key = `after ${newestJobOf(kept).jobId}`;
  const line = {
    caller: owner.id,
    operation,
    account: vault.accountId,
    region: vault.region,
    idempotencyKey: key,
  };
  const what = {
    vaultName: vault.vaultName,
    archiveId: parameters.ArchiveId ?? '',
    restagedFrom: newestJobOf(kept).jobId,
  };
  try {
    const { started, isOwn } = await startOnce(services, vault, parameters, { operation, key });
    if (isOwn) afterStart(services, vault, [requestedJob(vault, started, parameters)]);
    const awsRequestId = services.aws.changes.at(-1) ?? null;
    services.audit({ ...line, what: { ...what, jobId: started.jobId }, result: 'OK', awsRequestId });
    return started;
  } catch (error) {
    const { code, awsRequestId } =
      error instanceof GatewayError ? error : { code: 'INTERNAL_SERVER_ERROR', awsRequestId: null };
    services.audit({ ...line, what, result: code, awsRequestId: awsRequestId ?? null });
    throw error;
  }
}
