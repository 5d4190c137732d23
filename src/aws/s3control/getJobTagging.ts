// https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_GetJobTagging.html
import { GetJobTaggingCommand, type S3Tag } from '@aws-sdk/client-s3-control';
import type { BatchJobKey } from '../../core/location.ts';
import { s3Control } from '../client/awsCall.ts';
import type { AwsSession } from '../client/awsSession.ts';
import { defineOperation } from '../client/defineOperation.ts';
import { type ListRecords, listRecords } from '../client/listRecords.ts';
import { presentText, textOrNull } from '../client/present.ts';
import type { TagRecord } from '../tags.ts';

export const getJobTaggingOperation = defineOperation({
  service: 's3Control',
  name: 'GetJobTagging',
  action: 'read',
  list: 'Tags',
  idMember: 'Key',
  iam: ['s3:GetJobTagging'],
  retry: 'repeatable',
});

export const getJobTagging = (aws: AwsSession, job: BatchJobKey): Promise<ListRecords<TagRecord>> =>
  aws.read(
    s3Control(getJobTaggingOperation, job, new GetJobTaggingCommand({ AccountId: job.accountId, JobId: job.jobId })),
    (output) =>
      listRecords(getJobTaggingOperation, output, ({ Key, Value }: S3Tag) => ({
        key: presentText(Key, 'Key'),
        value: textOrNull(Value, 'Value') ?? '',
      })),
  );
