// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-describe-job-get.html
import { DescribeJobCommand } from '@aws-sdk/client-glacier';
import type { GlacierJobKey } from '../../core/location.ts';
import { glacier } from '../client/awsCall.ts';
import type { AwsSession } from '../client/session.ts';
import { type GlacierJobRecord, toGlacierJob } from './glacierJob.ts';

export const describeJob = (aws: AwsSession, job: GlacierJobKey): Promise<GlacierJobRecord> =>
  aws.read(
    glacier(
      'DescribeJob',
      job,
      new DescribeJobCommand({ accountId: job.accountId, vaultName: job.vaultName, jobId: job.jobId }),
    ),
    (output) => {
      const record = toGlacierJob(job)(output);
      aws.onJobSeen(record);
      return record;
    },
  );
