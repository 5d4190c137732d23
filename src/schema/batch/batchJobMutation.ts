// The parts that the mutations of S3 Batch Operations jobs share: input fields, checks and payloads.
import type { BatchJobRecord } from '../../aws/s3control/batchJob.ts';
import type { Context } from '../../context.ts';
import { rejectInput, ServiceUnavailableError } from '../../core/errors.ts';
import type { BatchJobKey } from '../../core/location.ts';
import { targetOf } from '../../watch/watchTarget.ts';
import { builder } from '../kit/builder.ts';
import { checkLocation, checkOpaqueId, checkWholeNumber, type LocationArguments } from '../kit/checks.ts';
import { locationFields } from '../kit/locationArguments.ts';
import { BatchJob } from './batchJob.ts';

export const apiReference = 'https://docs.aws.amazon.com/AmazonS3/latest/API';

export const inputPath = (...names: string[]) => ['input', ...names];

type InputFields = Parameters<typeof locationFields>[0];

/** The fields of an input that identify a job. */
export const jobFields = (t: InputFields) => ({
  jobId: t.string({ required: true, description: 'The job ID that AWS assigned.' }),
  ...locationFields(t),
});

export const checkJob = (ctx: Context, input: LocationArguments & { jobId: string }): BatchJobKey => ({
  ...checkLocation(ctx.backend, input, inputPath()),
  jobId: checkOpaqueId(input.jobId, inputPath('jobId')),
});

export const batchJobPayload = (name: string, description: string) =>
  builder.objectRef<{ job: BatchJobRecord }>(name).implement({
    description,
    fields: (t) => ({
      job: t.expose('job', { type: BatchJob, description: 'The job after the change, as AWS reports it.' }),
    }),
  });

/** Reads the job again from AWS after a change. */
export async function readAfterChange(ctx: Context, key: BatchJobKey): Promise<{ job: BatchJobRecord }> {
  ctx.loaders.batchJob.clear(key);
  ctx.watches.wake(targetOf({ kind: 'BatchJob', ...key }));
  const job = await ctx.loaders.batchJob.load(key);
  if (!job)
    throw new ServiceUnavailableError(
      `AWS accepted the change of the job ${key.jobId} and then reported that the job does not exist. Read the job again.`,
    );
  return { job };
}

export function checkText(text: string | null | undefined, at: readonly string[]): string | undefined {
  if (text == null) return undefined;
  if (text.length >= 1 && text.length <= 256) return text;
  return rejectInput(at, `the text must have 1 to 256 characters, got ${text.length}.`);
}

const maxPriority = 2 ** 31 - 1;

export const checkPriority = (priority: number): number =>
  checkWholeNumber(priority, { from: 0, to: maxPriority }, inputPath('priority')) ?? 0;
