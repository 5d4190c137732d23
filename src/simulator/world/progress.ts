// What has become of a job at a moment: a pure function of the record and the time, with no timer anywhere.
// A job asked before its end is in progress, at its end and after it done; the answer never goes back as time goes on.
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

/** Whether AWS has forgotten the job by now. */
export function isForgotten(job: Job, now: number, retention: number): boolean {
  return now >= job.endsAt + retention;
}

// An archive deleted while its data was being prepared fails the job; output that was ready before stays.
function failureOf(job: Job): string | undefined {
  if (job.failure !== undefined || job.action === 'InventoryRetrieval') return job.failure;
  if (job.archive.unreadable) return 'The archive could not be read.';
  const { deletedAt } = job.archive;
  return deletedAt !== undefined && deletedAt < job.endsAt ? 'The archive was deleted.' : undefined;
}
