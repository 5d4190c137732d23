// A job that is said to have changed, by whoever may send events. It is trusted for nothing but a poll of that job.
import type { BatchJobStatus } from '../aws/s3control/batchJob.ts';
import { batchJobStatuses } from '../aws/s3control/enums.ts';

export interface JobHint {
  jobId: string;
  /** The status that a Batch job is said to have; null if the job is said to have ended. */
  status: BatchJobStatus | null;
  /** When it changed, in milliseconds of AWS's clock; null if nobody says it. */
  at: number | null;
}

const statuses: readonly string[] = Object.values(batchJobStatuses);
const none = '-';

/** As one text, for the store. The id of a job contains no space. */
export const hintText = ({ jobId, status, at }: JobHint): string => `${jobId} ${status ?? none} ${at ?? none}`;

export function readHint(text: string): JobHint {
  const [jobId = '', status = none, at = none] = text.split(' ');
  return {
    jobId,
    status: status === none ? null : statuses.includes(status) ? (status as BatchJobStatus) : 'OTHER',
    at: /^\d{1,15}$/.test(at) ? Number(at) : null,
  };
}
