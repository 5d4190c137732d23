// The events of the subscriptions: a job and what happened to it.
import type { OutputRef } from '@pothos/core';
import { GatewayError } from '../core/errors.ts';
import { type JobPhase as JobPhaseName, jobPhases } from '../jobs/jobPhase.ts';
import type { JobRecord } from '../jobs/jobState.ts';
import type { FeedEvent, JobChange } from '../watch/feedEvent.ts';
import { BatchJob } from './batch/batchJob.ts';
import { GlacierJob } from './glacier/glacierJob.ts';
import { Job } from './job.ts';
import { JobPhase } from './jobPhase.ts';
import { JobSource } from './jobSource.ts';
import { builder } from './kit/builder.ts';
import { sourcesOf } from './sourcesOf.ts';

const JobChangeEnum = builder.enumType('JobChange', {
  description:
    'What an event says about its job. For each job a subscriber receives INITIAL or CREATED first. A job that has ended already is INITIAL or CREATED with the phase DONE, without ENDED.',
  values: {
    INITIAL: {
      description:
        'The current state of a job that existed when the subscription began. It is the first event of the job.',
    },
    CREATED: { description: 'A job that was not known before. It is the first event of the job.' },
    CHANGED: { description: 'The phase, the progress or another selected field of the job changed.' },
    ENDED: { description: 'The job ended. It is sent once.' },
    EXPIRING_SOON: {
      description:
        'The guarantee of the output of an ended Glacier job ends soon: within EXPIRING_SOON_SECONDS of the gateway, by default 5 hours. It is sent once for each job, to subscribers who knew that the job had ended. For others, `output.isExpiringSoon` and `output.remainingSeconds` of the first event say it.',
    },
    GONE: {
      description:
        'The job no longer exists, or no longer matches the filter although it has not ended; `job` is its last known state. For a requested job that cannot be followed, `job` is null, and an error at its path gives the reason.',
    },
  } satisfies Record<JobChange, { description: string }>,
});

/** Throws the reason if there is no job. */
function jobOf({ job, error }: FeedEvent): JobRecord | null {
  if (error instanceof GatewayError) throw error;
  if (error) throw new GatewayError(error.code, error.message);
  return job;
}

function eventType<J extends JobRecord>(name: string, type: OutputRef<J>, kind: string) {
  return builder.objectRef<FeedEvent>(name).implement({
    description: `An event of ${kind}: its state and what happened to it.`,
    fields: (t) => ({
      job: t.field({
        type,
        nullable: true,
        description:
          'The job in its newest state. Null with an error at this path if a requested job does not exist (NOT_FOUND) or cannot be read, or its ID is malformed (BAD_USER_INPUT).',
        resolve: (event) => jobOf(event) as never,
      }),
      change: t.expose('change', { type: JobChangeEnum, description: 'What happened to the job.' }),
      previousPhase: t.expose('previousPhase', {
        type: JobPhase,
        nullable: true,
        description:
          'The phase of the job in the event before; null if this is the first event of the job for this subscriber.',
      }),
      observedAt: t.field({
        type: 'DateTime',
        description:
          'The time when the gateway saw this state: the time of its poll of AWS, not of the delivery. Of EXPIRING_SOON, the time when it was due.',
        resolve: ({ observedAt }) => new Date(observedAt),
      }),
    }),
  });
}

export const JobEvent = eventType('JobEvent', Job, 'a job of either service');
export const GlacierJobEvent = eventType('GlacierJobEvent', GlacierJob, 'a Glacier job');
export const BatchJobEvent = eventType('BatchJobEvent', BatchJob, 'an S3 Batch Operations job');
export const JobFeedEvent = eventType('JobFeedEvent', Job, 'a job of a board, or of its sources');

const JobPhaseCount = builder.objectRef<{ phase: JobPhaseName; count: number }>('JobPhaseCount').implement({
  description: 'The number of jobs in one phase.',
  fields: (t) => ({
    phase: t.expose('phase', { type: JobPhase, description: 'The phase that is counted.' }),
    count: t.exposeInt('count', { description: 'The number of jobs in the phase.' }),
  }),
});

builder.objectFields(JobFeedEvent, (t) => ({
  counts: t.field({
    type: [JobPhaseCount],
    description:
      'The jobs of the feed in each phase, after this event. Every phase has an entry. DONE counts the jobs that ended in the last 24 hours.',
    resolve: ({ counts }) => jobPhases.map((phase) => ({ phase, count: counts.get(phase) ?? 0 })),
  }),
  sources: t.field({
    type: [JobSource],
    description:
      'The sources of the feed with their present status: one row for each account, region and service. A source that fails does not end the feed; its last known jobs stay in it.',
    resolve: ({ health }) => sourcesOf(health),
  }),
}));
