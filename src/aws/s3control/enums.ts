// The states of S3 Batch Operations jobs. A missing value is a compile error.
import type { JobStatus } from '@aws-sdk/client-s3-control';

export const batchJobStatuses = {
  Active: 'ACTIVE',
  Cancelled: 'CANCELLED',
  Cancelling: 'CANCELLING',
  Complete: 'COMPLETE',
  Completing: 'COMPLETING',
  Failed: 'FAILED',
  Failing: 'FAILING',
  New: 'NEW',
  Paused: 'PAUSED',
  Pausing: 'PAUSING',
  Preparing: 'PREPARING',
  Ready: 'READY',
  Suspended: 'SUSPENDED',
} as const satisfies Record<JobStatus, string>;
