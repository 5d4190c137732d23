// What a caller may ask of a job in each status: to go on, where it waits to be confirmed, and to end, where it is not ending.
import type { JobStatus, RequestedJobStatus } from '@aws-sdk/client-s3-control';

export const requestableFrom: Readonly<Record<RequestedJobStatus, readonly JobStatus[]>> = {
  Ready: ['Suspended'],
  Cancelled: ['New', 'Preparing', 'Suspended', 'Ready', 'Active', 'Pausing', 'Paused'],
};
