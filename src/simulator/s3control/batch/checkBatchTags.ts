// Validation of job tags: at most 50, each key once. The error for too many depends on the operation.
import type { S3Tag } from '@aws-sdk/client-s3-control';
import { type AwsError, invalidRequest } from '../../http/errors.ts';
import { checkLength } from './checks.ts';

const TAGS_PER_JOB = 50;

export function checkBatchTags(tags: readonly S3Tag[], tooMany: (message: string) => AwsError): void {
  if (tags.length > TAGS_PER_JOB) throw tooMany(`A job has at most ${TAGS_PER_JOB} tags, not ${tags.length}`);
  const keys = new Set<string>();
  for (const { Key = '', Value = '' } of tags) {
    checkLength(Key, 'The key of a tag', 1, 128);
    checkLength(Value, `The value of the tag ${Key}`, 0, 256);
    if (keys.has(Key)) throw invalidRequest(`The tag ${Key} is given twice`);
    keys.add(Key);
  }
}

export const tagMap = (tags: readonly S3Tag[]): Map<string, string> =>
  new Map(tags.map(({ Key = '', Value = '' }) => [Key, Value]));
