// The diagnoses of a Batch job, from its status, its counts and the reasons that S3 reports. Pure.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-job-status.html
import type { BatchJobDetails, BatchJobRecord } from '../aws/s3control/batchJob.ts';
import { type Diagnosis, type DiagnosisCode, diagnosisOf } from './diagnosis.ts';

type Reason = BatchJobDetails['failureReasons'][number];

/** Of a reason's code and text, most specific first. AWS publishes no list of the codes. */
const reasons: readonly (readonly [RegExp, DiagnosisCode])[] = [
  [/job report could not be written/i, 'REPORT_NOT_WRITTEN'],
  [/reading the manifest is forbidden/i, 'MANIFEST_FORBIDDEN'],
  [/ManifestNotFound|manifest (?:object |file )?(?:does not exist|(?:was )?not found)/i, 'MANIFEST_NOT_FOUND'],
  [/\betag\b(?!.*format)/i, 'MANIFEST_CHANGED'],
  [/more keys than the maximum/i, 'MANIFEST_TOO_LARGE'],
  [/no keys matching/i, 'MANIFEST_EMPTY'],
  [/\bassume\b/i, 'ROLE_NOT_ASSUMED'],
  [
    /InvalidManifest|invalid manifest|manifest file is not properly formatted|required fields are missing in the schema|invalid (?:object key|version id) format|etag format is invalid/i,
    'MANIFEST_INVALID',
  ],
];

const day = 86_400_000;
/** S3 ends a job that waits longer for its confirmation. In milliseconds. */
const longestSuspension = 30 * day;
/** S3 ends a job when more than half of at least so many tasks have failed. */
const fewestTasks = 1_000;

/** Whether the reasons of S3 are needed, which only DescribeJob returns. */
export const needsReasons = ({ status }: Pick<BatchJobRecord, 'status'>): boolean => status === 'FAILED';

/** Without details, nothing is known of the reasons. */
export function diagnoseBatchJob(
  { status, progressSummary, completionDate }: BatchJobRecord,
  details: Pick<BatchJobDetails, 'failureReasons' | 'suspendedDate'> | null,
): Diagnosis[] {
  const found = new Set<DiagnosisCode>();
  const { numberOfTasksSucceeded: succeeded = 0, numberOfTasksFailed: failed = 0 } = progressSummary ?? {};
  if (status === 'SUSPENDED') found.add('NOT_CONFIRMED');
  if (status === 'COMPLETE' && failed > 0) found.add(succeeded === 0 ? 'ALL_TASKS_FAILED' : 'SOME_TASKS_FAILED');
  if (status === 'FAILED') {
    for (const reason of details?.failureReasons ?? []) {
      const code = codeOf(reason);
      if (code) found.add(code);
    }
    if (succeeded + failed >= fewestTasks && failed > succeeded) found.add('TOO_MANY_TASKS_FAILED');
    const suspendedFor = (completionDate?.getTime() ?? 0) - (details?.suspendedDate?.getTime() ?? Number.NaN);
    if (succeeded + failed === 0 && suspendedFor >= longestSuspension) found.add('NOT_CONFIRMED');
  }
  return [...found].map(diagnosisOf);
}

function codeOf({ failureCode, failureReason }: Reason): DiagnosisCode | undefined {
  const text = `${failureCode ?? ''} ${failureReason ?? ''}`;
  return reasons.find(([pattern]) => pattern.test(text))?.[1];
}
