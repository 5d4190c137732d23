// The parts that the inputs of mutations of S3 Batch Operations jobs share: checks.
import { rejectInput } from '../../core/errors.ts';
import { checkWholeNumber } from '../kit/checks.ts';
import { checkXmlTexts } from './checkXmlTexts.ts';

export const apiReference = 'https://docs.aws.amazon.com/AmazonS3/latest/API';

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-managing-jobs.html#batch-ops-job-tags */
export const batchTagValueLength = 256;

export const inputPath = (...names: string[]) => ['input', ...names];

export function checkText(text: string | null | undefined, at: readonly string[]): string | undefined {
  if (text == null) return undefined;
  if (text.length < 1 || text.length > 256)
    return rejectInput(at, `the text must have 1 to 256 characters, got ${text.length}.`);
  checkXmlTexts(text, at);
  return text;
}

const maxPriority = 2 ** 31 - 1;

export const checkPriority = (priority: number): number =>
  checkWholeNumber(priority, { from: 0, to: maxPriority }, inputPath('priority')) ?? 0;
