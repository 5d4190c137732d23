// Validation of the completion report: an enabled report needs its members, a disabled one is not checked.
import { type JobReport, JobReportFormat, JobReportScope } from '@aws-sdk/client-s3-control';
import { invalidRequest } from '../../http/errors.ts';
import { checkLength, checkPattern, checkWord } from './checks.ts';

export function checkReport(report: JobReport | undefined): void {
  if (!report?.Enabled) return;
  for (const name of ['Bucket', 'Format', 'ReportScope'] as const) {
    if (report[name] === undefined) throw invalidRequest(`Report.${name} is required when the report is enabled`);
  }
  checkLength(report.Bucket, 'Report.Bucket', 1, 128);
  checkPattern(report.Bucket, 'Report.Bucket', /^arn:[^:]+:s3:::[^/]+$/, 'arn:aws:s3:::bucket');
  checkWord(report.Format, 'Report.Format', Object.values(JobReportFormat));
  checkWord(report.ReportScope, 'Report.ReportScope', Object.values(JobReportScope));
  checkLength(report.Prefix, 'Report.Prefix', 1, 512);
}
