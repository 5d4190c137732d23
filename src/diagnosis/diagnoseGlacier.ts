// The diagnosis of what AWS says of a failed vault job, or of a start that it refused. AWS publishes no texts of failed vault
// jobs: the patterns are those of refused starts. Pure.
// https://docs.aws.amazon.com/amazonglacier/latest/dev/api-initiate-job-post.html
import { type Diagnosis, type DiagnosisCode, diagnosisOf } from './diagnosis.ts';

const texts: readonly (readonly [RegExp, DiagnosisCode])[] = [
  [/data retrieval policy/i, 'POLICY_ENFORCED'],
  [/no inventory is available|inventory .*not (?:yet )?(?:been )?(?:available|generated)/i, 'NO_INVENTORY_YET'],
  [/archive id was not found|invalid vault name/i, 'ARCHIVE_NOT_FOUND'],
];

const diagnose = (text: string | null): Diagnosis | null => {
  const code = text === null ? undefined : texts.find(([pattern]) => pattern.test(text))?.[1];
  return code ? diagnosisOf(code) : null;
};

/** Null if nothing is known of such a failure. */
export function diagnoseRefusal({ awsCode, message }: { awsCode: string | null; message: string }): Diagnosis | null {
  if (awsCode === 'PolicyEnforcedException') return diagnosisOf('POLICY_ENFORCED');
  return awsCode === null ? null : diagnose(message);
}

export function diagnoseGlacierJob(job: {
  action: string;
  statusCode: string;
  statusMessage: string | null;
}): Diagnosis[] {
  if (job.statusCode !== 'FAILED') return [];
  const found = diagnose(job.statusMessage);
  const diagnosis = found ?? (job.action === 'ARCHIVE_RETRIEVAL' ? diagnosisOf('RETRIEVAL_FAILED') : null);
  return diagnosis ? [Object.freeze({ ...diagnosis, confidence: 'GUESSED' })] : [];
}
