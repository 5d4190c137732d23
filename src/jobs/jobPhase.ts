// The phases and outcomes of jobs, common to both services.

export const jobPhases = ['QUEUED', 'AWAITING_CONFIRMATION', 'RUNNING', 'PAUSED', 'STOPPING', 'DONE'] as const;
export type JobPhase = (typeof jobPhases)[number];

export const jobOutcomes = ['SUCCEEDED', 'COMPLETED_WITH_FAILURES', 'FAILED', 'CANCELLED'] as const;
export type JobOutcome = (typeof jobOutcomes)[number];
