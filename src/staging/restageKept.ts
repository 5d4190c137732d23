// One start of a retrieval that is kept staged, after its newest job. The key of the start follows from that job: two
// gateways, and a gateway that was killed midway, make one job.
import type { AuditLine } from '../access/audit.ts';
import { type Backend, isServed } from '../aws/backend.ts';
import { ForbiddenError, GatewayError } from '../core/errors.ts';
import type { GlacierStartServices } from '../starts/glacierStartServices.ts';
import { requestedJob } from '../starts/requestedJob.ts';
import { afterStart } from '../starts/startGlacierJob.ts';
import { startOnce } from '../starts/startOnce.ts';
import { type KeptRetrieval, newestJobOf } from './keptRetrieval.ts';

export type RestageServices = GlacierStartServices & {
  audit(line: AuditLine): void;
  aws: { readonly changes: readonly (string | null)[] };
  /** The part that the caller may know. */
  backend: Backend;
};

const operation = 'keepStaged';

/** The new job. Each attempt is in the audit log, and counts as a start of the caller who asked for it. */
export async function restageKept(
  services: RestageServices,
  kept: KeptRetrieval,
): Promise<{ jobId: string; startedAt: number }> {
  const { vault, parameters } = kept;
  try {
    if (!isServed(services.backend, vault))
      throw new ForbiddenError('The gateway does not serve the account and region of the vault any more.');
    const { started, isOwn } = await startOnce(services, vault, parameters, { operation, key: keyOf(kept) });
    if (isOwn) afterStart(services, vault, [requestedJob(vault, started, parameters)]);
    const what = { ...whatOf(kept), jobId: started.jobId };
    services.audit({ ...lineOf(kept), what, result: 'OK', awsRequestId: services.aws.changes.at(-1) ?? null });
    return started;
  } catch (error) {
    services.audit(refusedLine(kept, error));
    throw error;
  }
}

const keyOf = (kept: KeptRetrieval): string => `after ${newestJobOf(kept).jobId}`;

const lineOf = (kept: KeptRetrieval) => ({
  caller: kept.owner.id,
  operation,
  account: kept.vault.accountId,
  region: kept.vault.region,
  idempotencyKey: keyOf(kept),
});

const whatOf = (kept: KeptRetrieval) => ({
  vaultName: kept.vault.vaultName,
  archiveId: kept.parameters.ArchiveId ?? '',
  restagedFrom: newestJobOf(kept).jobId,
});

/** Of a start that failed, or that was not made. */
export function refusedLine(kept: KeptRetrieval, error: unknown): AuditLine {
  const { code, awsRequestId } =
    error instanceof GatewayError ? error : { code: 'INTERNAL_SERVER_ERROR', awsRequestId: null };
  return { ...lineOf(kept), what: whatOf(kept), result: code, awsRequestId: awsRequestId ?? null };
}
