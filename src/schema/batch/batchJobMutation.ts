// The parts that the inputs of mutations of S3 Batch Operations jobs share: fields and checks.
import type { Context } from '../../context.ts';
import { rejectInput } from '../../core/errors.ts';
import type { BatchJobKey } from '../../core/location.ts';
import { checkLocation, checkOpaqueId, checkWholeNumber, type LocationArguments } from '../kit/checks.ts';
import { locationFields } from '../kit/locationArguments.ts';

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

export function checkText(text: string | null | undefined, at: readonly string[]): string | undefined {
  if (text == null) return undefined;
  if (text.length >= 1 && text.length <= 256) return text;
  return rejectInput(at, `the text must have 1 to 256 characters, got ${text.length}.`);
}

const maxPriority = 2 ** 31 - 1;

export const checkPriority = (priority: number): number =>
  checkWholeNumber(priority, { from: 0, to: maxPriority }, inputPath('priority')) ?? 0;
