// The kinds of jobs, common to both services.
import type { JobRecord } from './jobState.ts';

export const jobKinds = ['ARCHIVE_RETRIEVAL', 'INVENTORY_RETRIEVAL', 'SELECT', 'BATCH'] as const;
export type JobKind = (typeof jobKinds)[number];

/** OTHER for a Glacier job with an action that this gateway does not know. */
export const kindOf = (job: JobRecord): JobKind | 'OTHER' => (job.kind === 'BatchJob' ? 'BATCH' : job.action);
