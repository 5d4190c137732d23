// A simulated AWS with jobs that a test moves, of any place; and what it needs to count the calls of a look.
import { expect } from 'vitest';
import { batchJobId, glacierJobId, vaultId } from '../../src/schema/kit/globalId.ts';
import type { BatchPlan } from '../../src/simulator/s3control/batch/batchJob.ts';
import { defaultStatusDurations } from '../../src/simulator/s3control/batch/batchPlan.ts';
import type { Simulator } from '../../src/simulator/startSimulator.ts';
import { zeroContent } from '../../src/simulator/world/content.ts';
import type { TestGateway } from '../support/startGateway.ts';

const accountId = '111122223333';
const region = 'us-east-1';

/** Whatever the jobs, a watch looks again after so long. */
export const tick = 300_000;

export interface WorldJob {
  id: string;
  jobId: string;
  /** It ends this very moment, where nobody is told of it. */
  end(): void;
}

export interface VaultWorld {
  vaultId: string;
  vaultName: string;
  add(): WorldJob;
  many(count: number): WorldJob[];
  /** A mutation that starts a job. */
  start: string;
  /** The vault, with all its jobs. */
  delete(): void;
}

const query = {
  format: 'JSON' as const,
  startDate: undefined,
  endDate: undefined,
  limit: undefined,
  marker: undefined,
};

type Sim = Pick<Simulator, 'world'>;

export function vaultWorld({ world }: Sim, vaultName = 'photos', at = { accountId, region }): VaultWorld {
  const place = world.place(at.accountId, at.region);
  const vault = world.addVault(place, vaultName);
  const { id: archiveId } = world.addArchive(vault, { content: zeroContent(1024) });
  const add = (): WorldJob => {
    const job = world.addJob(vault, { action: 'InventoryRetrieval', query, endsAt: Number.POSITIVE_INFINITY });
    return {
      id: glacierJobId({ ...at, vaultName, jobId: job.id }),
      jobId: job.id,
      end: () => {
        job.endsAt = world.clock.now();
      },
    };
  };
  return {
    vaultName,
    vaultId: vaultId({ ...at, vaultName }),
    start: `mutation { initiateArchiveRetrieval(input: { vaultName: "${vaultName}", archiveId: "${archiveId}" }) {
      ... on InitiateArchiveRetrievalPayload { job { id } } ... on MutationError { message }
    } }`,
    add,
    many: (count) => Array.from({ length: count }, add),
    delete: () => void place.vaults.delete(vaultName),
  };
}

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

export interface WorldBatchJob {
  id: string;
  jobId: string;
  /** Somebody elsewhere changes it, and it says so in its priority. */
  change(): void;
  /** Somebody elsewhere cancels it; it is cancelled a minute later. */
  cancel(): void;
}

export interface BatchWorld {
  /** One that stays as it is until it is changed. */
  add(): WorldBatchJob;
  many(count: number): WorldBatchJob[];
  /** One of as many tasks as it takes seconds. */
  run(seconds: number): WorldBatchJob;
}

export function batchWorld({ world }: Sim, at = { accountId, region }): BatchWorld {
  const place = world.place(at.accountId, at.region);
  let priority = 10;
  const put = (plan: BatchPlan): WorldBatchJob => {
    const job = world.addBatchJob(place, { request, plan });
    return {
      id: batchJobId({ ...at, jobId: job.id }),
      jobId: job.id,
      change: () => {
        priority += 1;
        place.batch.act(job, { kind: 'priority', priority }, world.clock.now());
      },
      cancel: () => place.batch.act(job, { kind: 'cancel' }, world.clock.now()),
    };
  };
  const stays = { ...defaultStatusDurations, New: 0, Preparing: 0, Ready: 0, Completing: 0 };
  const still = () =>
    put({
      tasks: 1000,
      failedTasks: 0,
      activeFor: 1000,
      statusDurations: { ...stays, Ready: Number.POSITIVE_INFINITY },
      fault: undefined,
    });
  return {
    add: still,
    many: (count) => Array.from({ length: count }, still),
    run: (seconds) =>
      put({ tasks: seconds, failedTasks: 0, activeFor: seconds * 1000, statusDurations: stays, fault: undefined }),
  };
}

const turns = 5;

/** Resolves when the watches have sent all their calls: none came during several requests in a row. */
export async function settle(gateway: TestGateway): Promise<void> {
  let { total } = gateway.simulator.calls;
  for (let still = 0; still < turns; still += 1) {
    await gateway.query('{ __typename }');
    if (gateway.simulator.calls.total !== total) still = -1;
    total = gateway.simulator.calls.total;
  }
}

/** Waits until nothing more is asked of AWS, as far as anybody can see, and tells what was since the last time. */
export async function callsOf(gateway: TestGateway): Promise<Record<string, number>> {
  await settle(gateway);
  return gateway.calls();
}

/** Lets the watches look once, and tells what that has cost. */
export async function pollOnce(gateway: TestGateway): Promise<Record<string, number>> {
  await callsOf(gateway);
  gateway.clock.advance(tick);
  return callsOf(gateway);
}

/** Nobody is watched any more, and nothing is left of it. */
export async function nothingIsLeft(gateway: TestGateway): Promise<void> {
  await expect.poll(() => gateway.activity()).toEqual({ watches: 0, broadcasts: 0 });
  await callsOf(gateway);
  for (const step of [1, tick, 24 * 3_600_000]) {
    gateway.clock.advance(step);
    expect(await callsOf(gateway)).toEqual({});
  }
}
