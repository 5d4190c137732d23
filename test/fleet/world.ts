// A simulated AWS with jobs that end when the test says so: a vault's, and Batch jobs that make progress as time passes.

import { batchJobId, glacierJobId, vaultId } from '../../src/schema/kit/globalId.ts';
import type { Simulator } from '../../src/simulator/startSimulator.ts';
import { zeroContent } from '../../src/simulator/world/content.ts';
import { accountId, alwaysActive, region, restoreRequest, wholeInventory } from '../support/jobRequests.ts';
import { vaultRefText } from '../support/references.ts';

const vaultName = 'fleet';

/** A job under its id in GraphQL. */
export interface WorldJob {
  id: string;
  /** Ends the job now. */
  end(): void;
}

export interface JobsWorld {
  vaultId: string;
  /** A mutation that starts one more retrieval. */
  start: string;
  addRetrieval(description?: string): WorldJob;
  /** A job with one task per second of AWS's time. */
  addBatchJob(seconds: number): { id: string };
}

export function jobsWorld({ world }: Pick<Simulator, 'world'>): JobsWorld {
  const location = world.location(accountId, region);
  const vault = world.addVault(location, vaultName);
  const { id: archiveId } = world.addArchive(vault, { content: zeroContent(1024) });
  return {
    start: `mutation { initiateArchiveRetrieval(input: { ${vaultRefText(vaultName)}, archiveId: "${archiveId}" }) {
      ... on InitiateArchiveRetrievalPayload { job { id phase } } ... on MutationError { message }
    } }`,
    vaultId: vaultId({ accountId, region, vaultName }),
    addRetrieval: (description) => {
      const endsAt = Number.POSITIVE_INFINITY;
      const job = world.addJob(vault, { action: 'InventoryRetrieval', query: wholeInventory, description, endsAt });
      return {
        id: glacierJobId({ accountId, region, vaultName, jobId: job.id }),
        end: () => {
          job.endsAt = world.clock.now();
        },
      };
    },
    addBatchJob: (seconds) => {
      const plan = {
        tasks: seconds,
        failedTasks: 0,
        activeFor: seconds * 1000,
        statusDurations: alwaysActive,
        fault: undefined,
      };
      const { id: jobId } = world.addBatchJob(location, { request: restoreRequest, plan });
      return { id: batchJobId({ accountId, region, jobId }) };
    },
  };
}
