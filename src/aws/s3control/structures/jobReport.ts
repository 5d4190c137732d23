// The completion report of a job: whether, where and for which tasks S3 writes it.
import type { JobReport } from '@aws-sdk/client-s3-control';
import { bucketArn, keyPrefix } from '../../inputRules.ts';
import { accountId, boolean, implied, optional, requiredInput, structure } from '../../structure.ts';
import { jobReportFormat, jobReportScope } from './enums.ts';

const withoutReport = { whenNull: 'Null without a report.' };

export const jobReport = structure<JobReport>(
  {
    aws: 'JobReport',
    description:
      'The settings of a completion report. AWS writes the report when a job has ended, whatever its outcome, if at least one task ran.',
  },
  {
    Bucket: requiredInput(bucketArn, 'The ARN of the bucket for the report.', withoutReport),
    Format: optional(jobReportFormat, 'The format of the report.', {
      ...withoutReport,
      inputDefault: 'REPORT_CSV_20180820',
    }),
    Enabled: implied(boolean, 'Whether AWS writes a report.'),
    Prefix: optional(keyPrefix(512), 'The key prefix of the report. AWS appends /job- and the job ID.'),
    ReportScope: requiredInput(jobReportScope, 'The tasks that the report lists.', withoutReport),
    ExpectedBucketOwner: optional(accountId, 'The account that must own the bucket; the job fails if it does not.'),
  },
);
