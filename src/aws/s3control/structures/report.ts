// The completion report of a job: whether, where and for which tasks S3 writes it.
import type { JobReport, JobReportFormat } from '@aws-sdk/client-s3-control';
import { accountId, arn, boolean, optional, required, structure, text, verbatim } from '../../structure.ts';
import { jobReportScope } from './enums.ts';

export const jobReport = structure<JobReport>(
  {
    aws: 'JobReport',
    description:
      'The settings of a completion report. AWS writes the report when a job has ended, whatever its outcome, if at least one task ran. `bucket`, `format` and `reportScope` are required if `enabled` is true.',
  },
  {
    Bucket: optional(arn, 'The ARN of the bucket for the report, e.g. arn:aws:s3:::bucket; null without a report.'),
    Format: optional(
      verbatim<JobReportFormat>(),
      'The format of the report as AWS names it; null without a report. Report_CSV_20180820 is the only format.',
    ),
    Enabled: required(boolean, 'Whether AWS writes a report.'),
    Prefix: optional(
      text,
      'The key prefix of the report, 1 to 512 characters; null if not given. AWS appends /job- and the job ID.',
    ),
    ReportScope: optional(jobReportScope, 'The tasks that the report lists; null without a report.'),
    ExpectedBucketOwner: optional(accountId, 'The account that must own the bucket; null if not given.'),
  },
);
