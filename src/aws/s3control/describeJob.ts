// https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_DescribeJob.html
import { DescribeJobCommand } from '@aws-sdk/client-s3-control';
import type { BatchJobKey } from '../../core/location.ts';
import { s3Control } from '../client/awsCall.ts';
import type { AwsSession } from '../client/awsSession.ts';
import { defineOperation } from '../client/defineOperation.ts';
import { present, presentRequested } from '../client/present.ts';
import { type BatchJobDetails, type BatchJobRecord, toBatchJob, toBatchJobDetails } from './batchJob.ts';

export const describeJobOperation = defineOperation({
  service: 's3Control',
  name: 'DescribeJob',
  action: 'read',
  iam: ['s3:DescribeJob'],
  retry: 'repeatable',
  isHot: true,
});

export interface DescribedBatchJob {
  job: BatchJobRecord;
  details: BatchJobDetails;
}

export const describeJob = (aws: AwsSession, key: BatchJobKey): Promise<DescribedBatchJob> =>
  aws.read(
    s3Control(describeJobOperation, key, new DescribeJobCommand({ AccountId: key.accountId, JobId: key.jobId })),
    ({ Job }) => {
      const wire = present(Job, 'Job');
      const described = { job: toBatchJob(key)(wire), details: toBatchJobDetails(key)(wire) };
      presentRequested(described.job.jobId, key.jobId, 'JobId');
      aws.onJobSeen(described.job);
      return described;
    },
  );
