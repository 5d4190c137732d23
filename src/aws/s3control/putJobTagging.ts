// https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_PutJobTagging.html
import { PutJobTaggingCommand } from '@aws-sdk/client-s3-control';
import type { BatchJobKey } from '../../core/location.ts';
import { s3Control } from '../client/awsCall.ts';
import type { AwsSession } from '../client/awsSession.ts';
import { defineOperation } from '../client/defineOperation.ts';
import type { TagRecord } from '../tags.ts';

export const putJobTaggingOperation = defineOperation({
  service: 's3Control',
  name: 'PutJobTagging',
  action: 'manage',
  iam: ['s3:PutJobTagging'],
  retry: 'repeatable',
});

/** Replaces the whole tag set. */
export async function putJobTagging(aws: AwsSession, job: BatchJobKey, tags: readonly TagRecord[]): Promise<void> {
  await aws.write(
    s3Control(
      putJobTaggingOperation,
      job,
      new PutJobTaggingCommand({
        AccountId: job.accountId,
        JobId: job.jobId,
        Tags: tags.map(({ key, value }) => ({ Key: key, Value: value })),
      }),
    ),
  );
}
