// A state in which the gateway has seen a job.
import type { JobState } from '../jobIndex/jobStates.ts';
import { ProgressSummary } from './batch/progressSummary.ts';
import { JobPhase } from './jobPhase.ts';
import { builder } from './kit/builder.ts';

export const JobObservation = builder.objectRef<JobState>('JobObservation').implement({
  description: 'A state of a job as the gateway saw it: its status and its progress at a time.',
  fields: (t) => ({
    at: t.field({
      type: 'DateTime',
      description:
        'The time when the gateway first saw the job in this state. AWS may have changed it since the observation before.',
      resolve: ({ at }) => new Date(at),
    }),
    phase: t.expose('phase', { type: JobPhase, description: 'The phase of the job.' }),
    awsStatus: t.exposeString('awsStatus', {
      nullable: true,
      description:
        'The status in the words of AWS, e.g. InProgress for a Glacier job and Active for a Batch job; null if AWS does not report it.',
    }),
    progressSummary: t.expose('progress', {
      type: ProgressSummary,
      nullable: true,
      description: 'The progress of a Batch job in tasks; null for Glacier jobs, and if AWS does not report it.',
    }),
  }),
});
