// https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_GetJobTagging.html
import { GetJobTaggingCommand } from '@aws-sdk/client-s3-control';
import type { BatchJobKey } from '../../core/location.ts';
import { s3Control } from '../client/awsCall.ts';
import type { AwsSession } from '../client/awsSession.ts';
import { defineOperation } from '../client/defineOperation.ts';
import type { TagRecord } from '../tags.ts';

export const getJobTaggingOperation = defineOperation({
  service: 's3Control',
  name: 'GetJobTagging',
  action: 'read',
  iam: ['s3:GetJobTagging'],
  retry: 'repeatable',
});

export const getJobTagging = (aws: AwsSession, job: BatchJobKey): Promise<TagRecord[]> =>
  aws.read(
    s3Control(getJobTaggingOperation, job, new GetJobTaggingCommand({ AccountId: job.accountId, JobId: job.jobId })),
    ({ Tags = [] }) => Tags.map(({ Key = '', Value = '' }) => ({ key: Key, value: Value })),
  );
