// A job of either service, as AWS returned it.
import type { GlacierJobRecord } from '../glacier/glacierJob.ts';
import type { BatchJobRecord } from '../s3control/batchJob.ts';

export type SeenJob = GlacierJobRecord | BatchJobRecord;
