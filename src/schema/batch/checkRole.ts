// The check of the role that S3 assumes to run a Batch job.
import type { Backend } from '../../aws/backend.ts';
import { InvalidInputError } from '../../core/errors.ts';
import type { Location } from '../../core/location.ts';
import { checkArn } from '../kit/checkArns.ts';
import { inputPath } from './batchJobInput.ts';

/** S3 assumes only roles of the job's own account. */
export function checkRole(arn: string, backend: Backend, location: Location): string {
  checkArn(arn, backend, location, inputPath('roleArn'));
  const hasDotSegment = arn.split('/').some((part) => part === '.' || part === '..');
  if (/^arn:[^:]+:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(arn) && arn.length <= 2048 && !hasDotSegment) {
    if (arn.split(':')[4] === location.accountId) return arn;
    throw new InvalidInputError(
      inputPath('roleArn'),
      `input.roleArn: the role must belong to the account of the job, ${location.accountId}.`,
    );
  }
  throw new InvalidInputError(inputPath('roleArn'), 'input.roleArn: the value must be the ARN of an IAM role.');
}
