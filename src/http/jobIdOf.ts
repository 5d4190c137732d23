// The global ID of a job, for what is sent outside of GraphQL.
import type { JobRecord } from '../jobs/jobState.ts';
import { batchJobId, glacierJobId } from '../schema/kit/globalId.ts';

export const jobIdOf = (job: JobRecord): string => (job.kind === 'BatchJob' ? batchJobId(job) : glacierJobId(job));
