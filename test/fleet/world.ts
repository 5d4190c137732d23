// A simulated AWS with jobs that end when the test says so: a vault's, and Batch jobs that make progress as time passes.
import { batchJobId, glacierJobId, vaultId } from '../../src/schema/kit/globalId.ts';
import { defaultStatusDurations } from '../../src/simulator/s3control/batch/batchPlan.ts';
import type { Simulator } from '../../src/simulator/startSimulator.ts';
import { zeroContent } from '../../src/simulator/world/content.ts';

export const accountId = '111122223333';
export const region = 'us-east-1';
const vaultName = 'fleet';

/** A job under its id in GraphQL. */
export interface WorldJob {
  id: string;
  /** It ends this very moment. */
  end(): void;
}

export interface JobsWorld {
  vaultId: string;
  /** A mutation that starts one more retrieval. */
  start: string;
  addRetrieval(description?: string): WorldJob;
  /** Of as many tasks as it takes seconds, of AWS's time. */
  addBatchJob(seconds: number): { id: string };
}

const query = {
  format: 'JSON' as const,
  startDate: undefined,
  endDate: undefined,
  limit: undefined,
  marker: undefined,
};

const request = {
  ConfirmationRequired: false,
  Operation: { S3InitiateRestoreObject: { ExpirationInDays: 1, GlacierJobTier: 'BULK' as const } },
  Report: { Enabled: false },
  Manifest: {
    Spec: { Format: 'S3BatchOperations_CSV_20180820' as const, Fields: ['Bucket' as const, 'Key' as const] },
    Location: { ObjectArn: 'arn:aws:s3:::manifests/m.csv', ETag: '60e460c9d1046e73f7dde5043ac3ae85' },
  },
  Priority: 10,
  RoleArn: `arn:aws:iam::${accountId}:role/batch`,
};

export function jobsWorld({ world }: Pick<Simulator, 'world'>): JobsWorld {
  const place = world.place(accountId, region);
  const vault = world.addVault(place, vaultName);
  const { id: archiveId } = world.addArchive(vault, { content: zeroContent(1024) });
  return {
    start: `mutation { initiateArchiveRetrieval(input: { vaultName: "${vaultName}", archiveId: "${archiveId}" }) {
      ... on InitiateArchiveRetrievalPayload { job { id phase } } ... on MutationError { message }
    } }`,
    vaultId: vaultId({ accountId, region, vaultName }),
    addRetrieval: (description) => {
      const endsAt = Number.POSITIVE_INFINITY;
      const job = world.addJob(vault, { action: 'InventoryRetrieval', query, description, endsAt });
      return {
        id: glacierJobId({ accountId, region, vaultName, jobId: job.id }),
        end: () => {
          job.endsAt = world.clock.now();
        },
      };
    },
    addBatchJob: (seconds) => {
      const statusDurations = { ...defaultStatusDurations, New: 0, Preparing: 0, Ready: 0, Completing: 0 };
      const plan = { tasks: seconds, failedTasks: 0, activeFor: seconds * 1000, statusDurations, fault: undefined };
      const { id: jobId } = world.addBatchJob(place, { request, plan });
      return { id: batchJobId({ accountId, region, jobId }) };
    },
  };
}
