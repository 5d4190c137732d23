// https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_PutJobTagging.html
import { PutJobTaggingCommand } from '@aws-sdk/client-s3-control';
import type { BatchJobKey } from '../../core/location.ts';
import { s3Control } from '../client/awsCall.ts';
import type { AwsSession } from '../client/session.ts';
import type { TagRecord } from '../tags.ts';

/** Replaces the whole set. */
export async function putJobTagging(aws: AwsSession, job: BatchJobKey, tags: readonly TagRecord[]): Promise<void> {
  await aws.write(
    s3Control(
      'PutJobTagging',
      job,
      new PutJobTaggingCommand({
        AccountId: job.accountId,
        JobId: job.jobId,
        Tags: tags.map(({ key, value }) => ({ Key: key, Value: value })),
      }),
    ),
  );
}
