// A status that this gateway does not know is neither running nor succeeded, wherever it shows. A hop puts it in place of AWS's.
import { describe, expect, test } from 'vitest';
import type { BatchPlan } from '../../src/simulator/s3control/batch/batchJob.ts';
import { zeroContent } from '../../src/simulator/world/content.ts';
import { documentOf } from '../support/everyMutation.ts';
import { accountId, alwaysActive, region, restoreRequest, wholeInventory } from '../support/jobRequests.ts';
import { vaultRef } from '../support/references.ts';
import { type Data, startGateway } from '../support/startGateway.ts';
import { type HopAnswer, type HopRequest, startHop } from '../support/startHop.ts';
import { subscribe } from '../support/subscribe.ts';

const hour = 3_600_000;

const plan: BatchPlan = {
  tasks: 1000,
  failedTasks: 0,
  activeFor: hour,
  statusDurations: alwaysActive,
  fault: undefined,
};

/** A Batch job of an hour and an inventory of four hours, seen through a hop whose answers a test changes. */
async function behind(initial: (answer: HopAnswer, request: HopRequest) => HopAnswer | undefined) {
  let change = initial;
  const world = await startGateway({ seed: 'empty' });
  const { world: aws, clock } = { world: world.simulator.world, clock: world.clock };
  const location = aws.location(accountId, region);
  const { id: batchJob } = aws.addBatchJob(location, { request: restoreRequest, plan });
  const longAgo = clock.now() - 72 * hour;
  const vault = aws.addVault(location, 'photos', longAgo);
  aws.addArchive(vault, { content: zeroContent(1024), createdAt: longAgo });
  const { id: inventory } = aws.addJob(vault, {
    action: 'InventoryRetrieval',
    query: wholeInventory,
    endsAt: clock.now() + 4 * hour,
  });
  const hop = await startHop(world.simulator.url, (answer, request) => change(answer, request));
  const gateway = await startGateway({ beside: world, endpoint: hop.url });
  return {
    gateway,
    clock,
    batchJob,
    inventory,
    change: (next: typeof initial) => {
      change = next;
    },
    calls: world.calls,
    [Symbol.asyncDispose]: async () => {
      await gateway.close();
      await hop[Symbol.asyncDispose]();
      await world[Symbol.asyncDispose]();
    },
  };
}

const unchanged = () => undefined;

/** Batch jobs in progress have another status. AWS's filter of a list cannot name it, so a filtered list has no such job. */
const hibernating = (answer: HopAnswer, { parameters }: HopRequest): HopAnswer => {
  const isFiltered = parameters.has('jobStatuses');
  const body = answer.body
    .replace(/<member>(?:(?!<\/member>).)*<Status>Active<.*?<\/member>/gs, (job) => (isFiltered ? '' : job))
    .replace('<Status>Active</Status>', '<Status>Hibernating</Status>');
  return { ...answer, body };
};

const figures = /<ProgressSummary>.*?<\/ProgressSummary>/gs;
const noTasks = `<ProgressSummary><TotalNumberOfTasks>0</TotalNumberOfTasks><NumberOfTasksSucceeded>0</NumberOfTasksSucceeded>
  <NumberOfTasksFailed>0</NumberOfTasksFailed></ProgressSummary>`;

const withFigures =
  (text: string) =>
  (answer: HopAnswer): HopAnswer => ({ ...answer, body: answer.body.replace(figures, text) });

const asleep = (answer: HopAnswer): HopAnswer => ({
  ...answer,
  body: answer.body.replaceAll('"StatusCode":"InProgress"', '"StatusCode":"Hibernating"'),
});

const state = 'phase outcome overdue expectedCompletion { latest } pollAfterSeconds';

describe('a Batch job of an unknown status', () => {
  test('is UNKNOWN in fields, filters and counts', async () => {
    await using running = await behind(hibernating);
    const { gateway, batchJob, clock } = running;
    clock.advance(hour / 2);
    const { batchJob: job } = await gateway.data(
      `query ($id: String!) { batchJob(jobId: $id) { status awsStatus ${state} progressSummary { fractionDone } } }`,
      { id: batchJob },
    );
    expect(job).toEqual({
      status: 'OTHER',
      awsStatus: 'Hibernating',
      phase: 'UNKNOWN',
      outcome: null,
      overdue: false,
      expectedCompletion: null,
      pollAfterSeconds: 180,
      progressSummary: { fractionDone: 0.5 },
    });
    const idsOf = async (filter: string) =>
      (await gateway.data(`{ jobs(filter: { kinds: [BATCH], ${filter} }, maxAgeSeconds: 0) { nodes { jobId } } }`)).jobs
        .nodes;
    expect(await idsOf('phases: [UNKNOWN]')).toEqual([{ jobId: batchJob }]);
    expect(await idsOf('phases: [QUEUED, AWAITING_CONFIRMATION, RUNNING, PAUSED, STOPPING, DONE]')).toEqual([]);
    expect(await idsOf('outcomes: [SUCCEEDED, COMPLETED_WITH_FAILURES, FAILED, CANCELLED]')).toEqual([]);
    const { jobs } = await gateway.data(
      '{ jobs(filter: { kinds: [BATCH] }, first: 0) { totalCount groups(by: [PHASE, OUTCOME]) { phase outcome count } } }',
    );
    expect(jobs).toEqual({ totalCount: 1, groups: [{ phase: 'UNKNOWN', outcome: null, count: 1 }] });
  });

  test('is followed until it ends in a known status', async () => {
    await using running = await behind(unchanged);
    const { gateway, batchJob, clock } = running;
    const { batchJob: job } = await gateway.data('query ($id: String!) { batchJob(jobId: $id) { id } }', {
      id: batchJob,
    });
    await using updates = await subscribe(
      gateway.url,
      `subscription ($ids: [ID!]!) { jobUpdates(ids: $ids) { change previousPhase job { ${state} } } }`,
      { ids: [job.id] },
    );
    const next = async () => {
      const [data] = await updates.take(1);
      const { change, previousPhase, job: seen } = (data as Data).data.jobUpdates;
      return [change, previousPhase, seen.phase, seen.outcome];
    };
    expect(await next()).toEqual(['INITIAL', null, 'RUNNING', null]);
    running.change(hibernating);
    clock.advance(300_000);
    expect(await next()).toEqual(['CHANGED', 'RUNNING', 'UNKNOWN', null]);
    running.change(unchanged);
    clock.advance(2 * hour);
    expect(await next()).toEqual(['ENDED', 'UNKNOWN', 'DONE', 'SUCCEEDED']);
    expect((await updates.rest()).map(({ event }) => event)).toEqual(['complete']);
  });
});

describe('a Batch job that is Complete', () => {
  test.each([
    ['without figures', ''],
    ['with 0 tasks', noTasks],
  ])('%s has ended, has not succeeded, and has its outcome once AWS reports it', async (_, text) => {
    await using running = await behind(withFigures(text));
    const { gateway, batchJob, clock } = running;
    clock.advance(2 * hour);
    const read = () =>
      gateway.data(
        `query ($id: String!) {
          batchJob(jobId: $id) { status ${state} }
          succeeded: jobs(filter: { kinds: [BATCH], outcomes: [SUCCEEDED] }, maxAgeSeconds: 0) { totalCount }
          ended: jobs(filter: { kinds: [BATCH], phases: [DONE] }, maxAgeSeconds: 0) { nodes { outcome } }
        }`,
        { id: batchJob },
      );
    expect(await read()).toEqual({
      batchJob: {
        status: 'COMPLETE',
        phase: 'DONE',
        outcome: null,
        overdue: false,
        expectedCompletion: null,
        pollAfterSeconds: null,
      },
      succeeded: { totalCount: 0 },
      ended: { nodes: [{ outcome: null }] },
    });
    running.change(unchanged);
    expect(await read()).toMatchObject({
      batchJob: { phase: 'DONE', outcome: 'SUCCEEDED' },
      succeeded: { totalCount: 1 },
      ended: { nodes: [{ outcome: 'SUCCEEDED' }] },
    });
  });
});

describe('a Glacier job of an unknown status', () => {
  test('is UNKNOWN in fields and filters, never overdue, and no inventory', async () => {
    await using running = await behind(asleep);
    const { gateway, inventory, clock } = running;
    clock.advance(3 * hour);
    const { vault: read, jobs } = await gateway.data(
      `query ($id: String!) {
        vault(name: "photos") { latestInventory { jobId } job(jobId: $id) { ... on Job { ${state} } ... on VaultJob { awsStatusCode } } }
        jobs(filter: { kinds: [INVENTORY_RETRIEVAL], phases: [UNKNOWN] }) { nodes { jobId } groups(by: [PHASE]) { phase count } }
      }`,
      { id: inventory },
    );
    expect(read.latestInventory).toBeNull();
    expect(read.job).toEqual({
      awsStatusCode: 'Hibernating',
      phase: 'UNKNOWN',
      outcome: null,
      overdue: false,
      expectedCompletion: null,
      pollAfterSeconds: 300,
    });
    expect(jobs).toEqual({ nodes: [{ jobId: inventory }], groups: [{ phase: 'UNKNOWN', count: 1 }] });
  });

  test('is joined by ensureInventory for a day, because a second start could not be undone', async () => {
    await using running = await behind(asleep);
    const { gateway, inventory, clock } = running;
    clock.advance(3 * hour);
    const { result } = await gateway.data(
      documentOf({ field: 'ensureInventory', payload: 'source job { jobId phase }' }),
      { input: { vault: vaultRef('photos'), maxAgeSeconds: 0 } },
    );
    expect(result).toEqual({
      __typename: 'EnsureInventoryPayload',
      source: 'JOINED',
      job: { jobId: inventory, phase: 'UNKNOWN' },
    });
    expect(running.calls()['glacier.InitiateJob']).toBeUndefined();
  });
});
