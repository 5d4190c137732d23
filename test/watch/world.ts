// A simulated AWS with jobs that a test changes, in any location, and helpers to count the calls of a poll.

import { expect } from 'vitest';
import { batchJobId, glacierJobId, vaultId } from '../../src/schema/kit/globalId.ts';
import type { BatchPlan } from '../../src/simulator/s3control/batch/batchJob.ts';
import type { Simulator } from '../../src/simulator/startSimulator.ts';
import { zeroContent } from '../../src/simulator/world/content.ts';
import { accountId, alwaysActive, region, restoreRequest, wholeInventory } from '../support/jobRequests.ts';
import { vaultRefText } from '../support/references.ts';
import type { TestGateway } from '../support/startGateway.ts';
import type { Subscriber } from '../support/subscribe.ts';

/** The longest pause between two polls, in milliseconds. */
export const tick = 300_000;

export interface WorldJob {
  id: string;
  jobId: string;
  /** Ends the job now, without a notification. */
  end(): void;
}

export interface VaultWorld {
  vaultId: string;
  vaultName: string;
  add(): WorldJob;
  many(count: number): WorldJob[];
  /** A mutation that starts a job. */
  start: string;
  /** Deletes the vault with all its jobs. */
  delete(): void;
}

type Sim = Pick<Simulator, 'world'>;

export function vaultWorld({ world }: Sim, vaultName = 'photos', at = { accountId, region }): VaultWorld {
  const location = world.location(at.accountId, at.region);
  const vault = world.addVault(location, vaultName);
  const { id: archiveId } = world.addArchive(vault, { content: zeroContent(1024) });
  const add = (): WorldJob => {
    const endsAt = Number.POSITIVE_INFINITY;
    const job = world.addJob(vault, { action: 'InventoryRetrieval', query: wholeInventory, endsAt });
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
    start: `mutation { initiateArchiveRetrieval(input: { ${vaultRefText(vaultName)}, archiveId: "${archiveId}" }) {
      ... on InitiateArchiveRetrievalPayload { job { id } } ... on MutationError { message }
    } }`,
    add,
    many: (count) => Array.from({ length: count }, add),
    delete: () => void location.vaults.delete(vaultName),
  };
}

export interface WorldBatchJob {
  id: string;
  jobId: string;
  /** Changes its priority, as another client of AWS does. */
  change(): void;
  /** Cancels it, as another client of AWS does. It is CANCELLED a minute later. */
  cancel(): void;
}

export interface BatchWorld {
  /** A job that does not change by itself. */
  add(): WorldBatchJob;
  many(count: number): WorldBatchJob[];
  /** A job with one task per second. */
  run(seconds: number): WorldBatchJob;
}

export function batchWorld({ world }: Sim, at = { accountId, region }): BatchWorld {
  const location = world.location(at.accountId, at.region);
  let priority = 10;
  const put = (plan: BatchPlan): WorldBatchJob => {
    const job = world.addBatchJob(location, { request: restoreRequest, plan });
    return {
      id: batchJobId({ ...at, jobId: job.id }),
      jobId: job.id,
      change: () => {
        priority += 1;
        location.batch.act(job, { kind: 'priority', priority }, world.clock.now());
      },
      cancel: () => location.batch.act(job, { kind: 'cancel' }, world.clock.now()),
    };
  };
  const still = () =>
    put({
      tasks: 1000,
      failedTasks: 0,
      activeFor: 1000,
      statusDurations: { ...alwaysActive, Ready: Number.POSITIVE_INFINITY },
      fault: undefined,
    });
  return {
    add: still,
    many: (count) => Array.from({ length: count }, still),
    run: (seconds) =>
      put({
        tasks: seconds,
        failedTasks: 0,
        activeFor: seconds * 1000,
        statusDurations: alwaysActive,
        fault: undefined,
      }),
  };
}

const turns = 5;

/** Resolves when the watches have sent all their calls: AWS received none during several requests in a row. */
export async function settle(gateway: TestGateway): Promise<void> {
  let { total } = gateway.simulator.calls;
  for (let still = 0; still < turns; still += 1) {
    await gateway.query('{ __typename }');
    if (gateway.simulator.calls.total !== total) still = -1;
    total = gateway.simulator.calls.total;
  }
}

/** Waits until the watches have sent all their calls, and returns the calls since the last time. */
export async function callsOf(gateway: TestGateway): Promise<Record<string, number>> {
  await settle(gateway);
  return gateway.calls();
}

/** Lets the watches poll once, and returns the calls of that. */
export async function pollOnce(gateway: TestGateway): Promise<Record<string, number>> {
  await callsOf(gateway);
  gateway.clock.advance(tick);
  return callsOf(gateway);
}

/**
 * Takes the first events of a subscriber. On a busy machine even the first poll can be too late for short timeouts. The watch then
 * repeats it as soon as time has passed, which this lets it do now and then.
 */
export async function firstEvents(gateway: TestGateway, subscriber: Subscriber, count: number): Promise<void> {
  let checks = 0;
  const received = () => {
    checks += 1;
    if (checks % 100 === 0) gateway.clock.advance(tick);
    return subscriber.events.length;
  };
  await expect.poll(received).toBeGreaterThanOrEqual(count);
  await subscriber.take(count);
}

/** No watch is left, and advancing the clock causes no calls. */
export async function nothingIsLeft(gateway: TestGateway): Promise<void> {
  await expect.poll(() => gateway.activity()).toEqual({ watches: 0, broadcasts: 0 });
  await callsOf(gateway);
  for (const step of [1, tick, 24 * 3_600_000]) {
    gateway.clock.advance(step);
    expect(await callsOf(gateway)).toEqual({});
  }
}
