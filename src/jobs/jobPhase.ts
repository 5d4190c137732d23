// The phases and outcomes of jobs, common to both services.

/** UNKNOWN: AWS reports a status that this gateway does not know. The job may be in progress or may have ended. */
export const jobPhases = [
  'QUEUED',
  'AWAITING_CONFIRMATION',
  'RUNNING',
  'PAUSED',
  'STOPPING',
  'DONE',
  'UNKNOWN',
] as const;
export type JobPhase = (typeof jobPhases)[number];

export const jobOutcomes = ['SUCCEEDED', 'COMPLETED_WITH_FAILURES', 'FAILED', 'CANCELLED'] as const;
export type JobOutcome = (typeof jobOutcomes)[number];
