// The completion report of a job: whether, where and of which tasks.
import type { JobReport, JobReportFormat } from '@aws-sdk/client-s3-control';
import { accountId, arn, boolean, optional, required, structure, text, verbatim } from '../../structure.ts';
import { jobReportScope } from './enums.ts';

export const jobReport = structure<JobReport>(
  {
    aws: 'JobReport',
    description:
      'The completion report of a job. AWS writes it once the job has ended, however it ended, if at least one task ran. `bucket`, `format` and `reportScope` are required with `enabled`.',
  },
  {
    Bucket: optional(arn, 'The bucket that the report is put into, e.g. arn:aws:s3:::bucket; null without a report.'),
    Format: optional(
      verbatim<JobReportFormat>(),
      'How the report is written, in the words of AWS: Report_CSV_20180820 is the only format. Null without a report.',
    ),
    Enabled: required(boolean, 'Whether there is to be a report.'),
    Prefix: optional(
      text,
      "What the report's keys begin with, before /job- and the job's ID; 1 to 512 characters. Null where not given.",
    ),
    ReportScope: optional(jobReportScope, 'Which tasks the report lists; null without a report.'),
    ExpectedBucketOwner: optional(accountId, 'The account that must own the bucket; null where not given.'),
  },
);
