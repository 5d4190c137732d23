// The statuses that a caller can request in each status: Ready for a suspended job, Cancelled for a job that is not ending.
import type { JobStatus, RequestedJobStatus } from '@aws-sdk/client-s3-control';

export const requestableFrom: Readonly<Record<RequestedJobStatus, readonly JobStatus[]>> = {
  Ready: ['Suspended'],
  Cancelled: ['New', 'Preparing', 'Suspended', 'Ready', 'Active', 'Pausing', 'Paused'],
};
