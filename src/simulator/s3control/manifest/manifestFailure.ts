// Failures of a job whose manifest cannot be used. AWS publishes the texts in its troubleshooting pages, and few of the codes: those
// without a source are guesses (docs/simulator.md).
import type { JobFailure } from '@aws-sdk/client-s3-control';

export class ManifestFailure extends Error {
  readonly failure: JobFailure;

  constructor(FailureCode: string, FailureReason: string) {
    super(FailureReason);
    this.failure = { FailureCode, FailureReason };
  }
}

export const readForbidden = (code: string): ManifestFailure =>
  new ManifestFailure('ManifestReadForbidden', `Reading the manifest is forbidden: ${code}`);
export const manifestNotFound = (): ManifestFailure =>
  new ManifestFailure('ManifestNotFound', 'The manifest object does not exist');
export const etagMismatch = (): ManifestFailure =>
  new ManifestFailure('ManifestETagMismatch', 'The ETag of the manifest object is not the one specified for the job');
export const foundNoKeys = (): ManifestFailure =>
  new ManifestFailure(
    'ManifestGenerationFoundNoKeys',
    'Manifest generation found no keys matching the filter criteria',
  );
export const generationForbidden = (reason: string): ManifestFailure =>
  new ManifestFailure('ManifestGenerationForbidden', `Generating the manifest is forbidden: ${reason}`);

const invalidContent = (reason: string): ManifestFailure => new ManifestFailure('InvalidManifestContent', reason);

export const missingFields = (): ManifestFailure =>
  invalidContent('Required fields are missing in the schema: Bucket, Key');
export const invalidManifest = (): ManifestFailure => invalidContent('Invalid Manifest Content');
export const badlyFormatted = (): ManifestFailure => invalidContent('Manifest file is not properly formatted');
export const invalidKey = (): ManifestFailure => invalidContent('Invalid object key format');
export const invalidVersionId = (): ManifestFailure => invalidContent('Invalid version ID format');
export const tooManyKeys = (): ManifestFailure =>
  invalidContent('The manifest contains more keys than the maximum allowed in a single job');

/** Of any other exception: it fails the job alone. */
export const simulatorFailed = (error: unknown): ManifestFailure =>
  new ManifestFailure('InternalError', `The simulator failed: ${String(error)}`);
