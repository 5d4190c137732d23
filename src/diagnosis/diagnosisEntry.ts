// An entry of the table of diagnoses, and the pages of AWS that several entries name. Pure.

/** Where a diagnosis comes from: AWS's documentation, jobs that somebody has seen, or a conclusion. */
export type DiagnosisConfidence = 'DOCUMENTED' | 'OBSERVED' | 'GUESSED';

export interface DiagnosisEntry {
  /** What happened, and why. */
  readonly summary: string;
  /** What to do. */
  readonly remedy: string;
  /** Whether the same work can succeed when it runs again, after the remedy. */
  readonly retryable: boolean;
  readonly confidence: DiagnosisConfidence;
  /** The page of AWS; null if AWS documents nothing of it. */
  readonly documentation: string | null;
}

export const s3Guide = 'https://docs.aws.amazon.com/AmazonS3/latest/userguide';
export const s3Errors = 'https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html';
export const troubleshooting = `${s3Guide}/troubleshooting-batch-operations.html`;
