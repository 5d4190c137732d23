// State of a job at a moment: a pure function of the record and the time, without a timer. A job is in progress before its end
// and completed from its end on; its state never goes back.
import type { StatusCode } from '@aws-sdk/client-glacier';
import type { Job } from './records.ts';

export interface Progress {
  status: StatusCode;
  completed: boolean;
  completedAt: number | undefined;
  message: string;
}

export function progress(job: Job, now: number): Progress {
  if (now < job.endsAt) {
    return { status: 'InProgress', completed: false, completedAt: undefined, message: 'Operation in progress.' };
  }
  const failure = failureOf(job);
  return {
    status: failure === undefined ? 'Succeeded' : 'Failed',
    completed: true,
    completedAt: job.endsAt,
    message: failure ?? 'Succeeded',
  };
}

/** Whether AWS would have deleted the job by now. */
export function isForgotten(job: Job, now: number, retention: number): boolean {
  return now >= job.endsAt + retention;
}

// An archive that is deleted during preparation fails the job. An output that was ready before remains.
function failureOf(job: Job): string | undefined {
  if (job.failure !== undefined || job.action === 'InventoryRetrieval') return job.failure;
  if (job.archive.unreadable) return 'The archive could not be read.';
  const { deletedAt } = job.archive;
  return deletedAt !== undefined && deletedAt < job.endsAt ? 'The archive was deleted.' : undefined;
}
