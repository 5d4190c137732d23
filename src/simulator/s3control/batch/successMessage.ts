// The message of a task that succeeded. Those of copies, replications and checksums were seen in reports of AWS; the others are as
// for copies.
import type { JobOperation } from '@aws-sdk/client-s3-control';
import type { Decoded } from '../../codec/long.ts';

export function successMessage(operation: Decoded<JobOperation> = {}): string {
  return operation.S3ReplicateObject ? 'success' : 'Successful';
}
