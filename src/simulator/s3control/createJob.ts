// https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_CreateJob.html
// ClientRequestToken makes the request idempotent: the same request returns the same job, another request is rejected. AWS publishes
// no time for which it knows a token. Here it is that of the job.
// Without ConfirmationRequired the job waits for confirmation, whatever the model says.
import { CreateJob$, type CreateJobCommandInput, type CreateJobCommandOutput } from '@aws-sdk/client-s3-control';
import { AwsError } from '../http/errors.ts';
import { operation } from '../http/operation.ts';
import { operationShape } from '../http/shapes.ts';
import type { BatchRequest } from './batch/batchJob.ts';
import { tagMap } from './batch/checkBatchTags.ts';
import { checkNewBatchJob } from './batch/checkNewBatchJob.ts';
import { requireMembers } from './batch/requireMembers.ts';

const { input: shape } = operationShape(CreateJob$);

/** Jobs that callers create run one at a time in each account and region; see simulateQueue.ts. */
const QUEUE = 'callers';

export const createJob = operation<CreateJobCommandInput, CreateJobCommandOutput>(
  CreateJob$,
  (input, { world, location, now }) => {
    requireMembers({ ...input }, shape);
    checkNewBatchJob(input);
    if (accountOf(input.RoleArn) !== location.account.accountId) {
      throw new AwsError('AccessDenied', 'Cross-account pass role is not allowed.');
    }
    const { AccountId: _, ClientRequestToken: token = '', Tags: tags = [], ...given } = input;
    const known = location.batch.tokens.get(token);
    const request = fingerprint({ ...given, tags });
    if (known && location.batch.get(known.jobId, now)) {
      if (known.request !== request) {
        throw new AwsError('IdempotencyException', 'The ClientRequestToken was used before, with another request');
      }
      return { JobId: known.jobId };
    }
    const job = world.addBatchJob(location, {
      request: { ...given, ConfirmationRequired: given.ConfirmationRequired ?? true } satisfies BatchRequest,
      queue: QUEUE,
      tags: tagMap(tags),
    });
    location.batch.tokens.set(token, { request, jobId: job.id });
    return { JobId: job.id };
  },
);

const accountOf = (arn: string | undefined): string | undefined => arn?.split(':')[4];

// The codec builds members in the order of the shape. Only maps keep the order of the caller.
function fingerprint(request: object): string {
  return JSON.stringify(request, (_, value: unknown) => {
    if (typeof value === 'bigint') return String(value);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value;
  });
}
