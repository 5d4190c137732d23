// The ETag of the manifest of a new Batch job, looked up if the caller does not name it.
import type { JobManifestLocation } from '@aws-sdk/client-s3-control';
import type { NewBatchJob } from '../../aws/s3control/createJob.ts';
import type { Context } from '../../context.ts';
import {
  ForbiddenError,
  IdempotencyError,
  NotFoundError,
  rejectInput,
  UpstreamRefusedError,
} from '../../core/errors.ts';
import type { Location } from '../../core/location.ts';
import { lookUpETag } from '../../manifests/lookUpETag.ts';
import type { StartScope } from '../../starts/createStartKeys.ts';
import { withLookedUpETag } from '../../starts/lookedUpETag.ts';
import { inputPath } from './batchJobInput.ts';

/** The start, with its idempotency key; null if it has none. */
type Scope = Omit<StartScope, 'key' | 'part'> & { key: string | null };

const locationPath = inputPath('manifest', 'manifest', 'location');
const name = locationPath.join('.');

/** Creates the job with the ETag of its manifest. A repeat with the same key has the ETag of the first request. */
export async function withManifestETag<T>(
  ctx: Context,
  { key, ...scope }: Scope,
  job: NewBatchJob,
  create: (job: NewBatchJob) => Promise<T>,
): Promise<T> {
  const manifest = job.Manifest;
  const location = manifest?.Location;
  if (!location || location.ETag !== undefined) return create(job);
  const complete = (ETag: string) => create({ ...job, Manifest: { ...manifest, Location: { ...location, ETag } } });
  const lookUp = () => eTagOf(ctx, scope.location, location);
  if (key === null) return complete(await lookUp());
  const id = ctx.startKeys.startId({ ...scope, key, part: 'manifestETag' });
  const fingerprint = ctx.startKeys.fingerprintOf(id, { ...location });
  return withLookedUpETag(ctx.store.reservations, { id, fingerprint, lookUp }, complete).catch(explainMismatch);
}

function explainMismatch(error: unknown): never {
  if (!(error instanceof IdempotencyError) || error.awsCode === null) throw error;
  throw new IdempotencyError(
    `${error.message} If the other arguments are the same, the manifest was replaced after the first call, and the gateway no longer knows its first ETag: name ${name}.eTag.`,
    error,
  );
}

async function eTagOf(ctx: Context, location: Location, manifest: JobManifestLocation): Promise<string> {
  const eTag = await lookUpETag(ctx.aws, location, manifest).catch((error: unknown) => explainFailure(error, manifest));
  const reason = 'the value is required: the gateway can look it up only for an object that is named by its bucket.';
  return eTag ?? rejectInput([...locationPath, 'eTag'], reason);
}

function explainFailure(error: unknown, { ObjectVersionId }: JobManifestLocation): never {
  if (error instanceof NotFoundError)
    rejectInput([...locationPath, 'objectArn'], 'the manifest does not exist. Its ETag cannot be looked up.');
  if (error instanceof UpstreamRefusedError && ObjectVersionId !== undefined)
    rejectInput([...locationPath, 'objectVersionId'], `the ETag of this version cannot be looked up. ${error.message}`);
  if (error instanceof ForbiddenError && error.awsRequestId !== null)
    throw new ForbiddenError(`${name}.eTag is omitted, and cannot be looked up. ${error.message}`, error);
  throw error;
}
