// The start of a Batch job whose request is complete.
import { requestedBatchJob } from '../../aws/s3control/batchJob.ts';
import { createJob, type NewBatchJob } from '../../aws/s3control/createJob.ts';
import type { Context } from '../../context.ts';
import { IndeterminateError } from '../../core/errors.ts';
import type { Location } from '../../core/location.ts';
import { type ChangedBatchJob, changedBatchJob } from './batchJobPayload.ts';

/** Only repeats with an idempotency key are safe: without one, every call creates a job. */
const lostResponse = (cause: IndeterminateError, key: string | null) =>
  new IndeterminateError(
    key === null
      ? `${cause.message} Look for the job in batchJobs before you create it again.`
      : `${cause.message} Repeat the mutation with the same idempotencyKey: it creates no second job.`,
    { awsCode: cause.awsCode, awsRequestId: cause.awsRequestId },
    key !== null,
  );

/** Creates the job, or finds the one that a request with the same token has created. `key`: the idempotency key, if there is one. */
export async function startBatchJob(
  ctx: Context,
  location: Location,
  job: NewBatchJob,
  key: string | null,
): Promise<ChangedBatchJob> {
  const jobId = await createJob(ctx.aws, location, job).catch((error: unknown) => {
    throw error instanceof IndeterminateError ? lostResponse(error, key) : error;
  });
  const created = { ...location, jobId };
  ctx.store.createdBatchJobs.add(created);
  // With a key, the job may be an old one whose tags have changed since.
  if (key === null) {
    const tags = (job.Tags ?? []).map(({ Key, Value }) => ({ key: Key ?? '', value: Value ?? '' }));
    ctx.loaders.batchJobTags.put(created, tags);
  }
  return changedBatchJob(ctx, created, { created: requestedBatchJob(created, job, ctx.backend.clock.now()) });
}
