// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-describe-job-get.html
import { DescribeJobCommand } from '@aws-sdk/client-glacier';
import type { GlacierJobKey } from '../../core/location.ts';
import { glacier } from '../client/awsCall.ts';
import type { AwsSession } from '../client/awsSession.ts';
import { defineOperation } from '../client/defineOperation.ts';
import { presentRequested } from '../client/present.ts';
import { type GlacierJobRecord, toGlacierJob } from './glacierJob.ts';

export const describeJobOperation = defineOperation({
  service: 'glacier',
  name: 'DescribeJob',
  action: 'read',
  iam: ['glacier:DescribeJob'],
  retry: 'repeatable',
  isHot: true,
});

export const describeJob = (aws: AwsSession, job: GlacierJobKey): Promise<GlacierJobRecord> =>
  aws.read(
    glacier(
      describeJobOperation,
      job,
      new DescribeJobCommand({ accountId: job.accountId, vaultName: job.vaultName, jobId: job.jobId }),
    ),
    (output) => {
      const record = toGlacierJob(job)(output);
      presentRequested(record.jobId, job.jobId, 'JobId');
      aws.onJobSeen(record);
      return record;
    },
  );
