// From a change in the simulator, through its rules, topics and queue, to a subscriber of the gateway.
import { InitiateJobCommand } from '@aws-sdk/client-glacier';
import { GetQueueAttributesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AdjustableClock, createClock } from '../../src/core/clock.ts';
import { vaultId } from '../../src/schema/kit/globalId.ts';
import { startSimulator } from '../../src/simulator/startSimulator.ts';
import { zeroContent } from '../../src/simulator/world/content.ts';
import { clientOf } from '../simulator/support.ts';
import { createEventsQueue } from '../support/eventsQueue.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';
import { subscribe } from '../support/subscribe.ts';
import { batchWorld, callsOf } from '../watch/world.ts';

const minute = 60_000;

let gateway: TestGateway;
let realClock: AdjustableClock;
let sqs: SQSClient;
let queue: ReturnType<typeof createEventsQueue>;

beforeAll(async () => {
  const clock = createClock({ speed: 0, startAt: Date.UTC(2026, 0, 15, 12) });
  realClock = createClock({ speed: 0 });
  const simulator = await startSimulator({ clock, seed: 'empty' });
  queue = createEventsQueue(simulator);
  gateway = await startGateway({ beside: { simulator, clock }, EVENTS_QUEUE_URL: queue.url, realClock });
  const credentials = { accessKeyId: '111122223333', secretAccessKey: 'any' };
  sqs = new SQSClient({ endpoint: simulator.url, region: 'us-east-1', credentials });
});

afterAll(async () => {
  sqs.destroy();
  await gateway.close();
  await gateway.simulator.close();
});

/** The AWS calls since the last time, without those to the queue. */
async function jobCalls(): Promise<Record<string, number>> {
  const calls = await callsOf(gateway);
  return Object.fromEntries(Object.entries(calls).filter(([name]) => /^(glacier|s3control)\./.test(name)));
}

/** The figures of a queue. */
async function messagesIn(url: string): Promise<number[]> {
  const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] }));
  return [Attributes.ApproximateNumberOfMessages, Attributes.ApproximateNumberOfMessagesNotVisible].map(Number);
}

test('the end of a Batch job arrives by an event, for one DescribeJob, and its messages are deleted', async () => {
  const { jobId } = batchWorld(gateway.simulator).run(600);
  await using subscriber = await subscribe(
    gateway.url,
    'subscription { batchJobUpdates { job { jobId status pollAfterSeconds } } }',
  );
  const [first] = await subscriber.take(1);
  expect(first.data.batchJobUpdates.job).toMatchObject({ jobId, pollAfterSeconds: 900 });
  await jobCalls();
  realClock.advance(250);
  gateway.clock.advance(14 * minute);
  await expect
    .poll(() => subscriber.events.at(-1)?.data.data.batchJobUpdates.job)
    .toEqual({ jobId, status: 'COMPLETE', pollAfterSeconds: null });
  expect(await jobCalls()).toEqual({ 's3control.DescribeJob': 1 });
  await expect.poll(() => messagesIn(queue.url)).toEqual([0, 0]);
});

test('the end of a retrieval arrives through its topic and the queue, for one DescribeJob', async () => {
  const { accountId, region, vaultName } = { accountId: '111122223333', region: 'us-east-1', vaultName: 'notified' };
  const { world } = gateway.simulator;
  const vault = world.addVault(world.location(accountId, region), vaultName);
  const { id: ArchiveId } = world.addArchive(vault, { content: zeroContent(1024) });
  const glacier = clientOf(gateway.simulator.url);
  const jobParameters = { Type: 'archive-retrieval', ArchiveId, SNSTopic: queue.topicArn };
  const { jobId } = await glacier.send(new InitiateJobCommand({ accountId: '-', vaultName, jobParameters }));
  glacier.destroy();
  await using subscriber = await subscribe(
    gateway.url,
    'subscription ($vaultId: ID!) { vaultJobUpdates(vault: { id: $vaultId }) { job { ... on Job { jobId phase } } } }',
    { vaultId: vaultId({ accountId, region, vaultName }) },
  );
  expect((await subscriber.take(1))[0].data.vaultJobUpdates.job).toEqual({ jobId, phase: 'RUNNING' });
  const calls = async () => {
    realClock.advance(250);
    gateway.clock.advance(14 * minute);
    return subscriber.events.at(-1)?.data.data.vaultJobUpdates.job.phase;
  };
  await expect.poll(calls).toBe('DONE');
  expect((await jobCalls())['glacier.DescribeJob']).toBe(1);
});

test('a message that is no event reaches the dead-letter queue after five deliveries, and causes no poll', async () => {
  await jobCalls();
  await sqs.send(new SendMessageCommand({ QueueUrl: queue.url, MessageBody: '{"hello":"world"}' }));
  const deadLetters = async () => {
    // Past the visibility timeout, and past the receiver's pause.
    gateway.clock.advance(31_000);
    realClock.advance(1_000);
    return (await messagesIn(`${queue.url}-dlq`))[0];
  };
  await expect.poll(deadLetters).toBe(1);
  expect(await messagesIn(queue.url)).toEqual([0, 0]);
  expect(await jobCalls()).toEqual({});
});

test('what AWS announces while the queue cannot be reached, twice and in any order, costs one DescribeJob afterwards', async () => {
  const { faults, world } = gateway.simulator;
  const { jobId } = batchWorld(gateway.simulator).run(600);
  await using subscriber = await subscribe(gateway.url, 'subscription { batchJobUpdates { job { jobId status } } }');
  const status = () =>
    subscriber.events.map(({ data }) => data.data.batchJobUpdates.job).findLast((job) => job.jobId === jobId)?.status;
  await expect.poll(status).toBe('ACTIVE');
  await jobCalls();
  faults.set([{ operation: 'sqs.ReceiveMessage', kind: '5xx' }]);
  world.eventFaults = [
    { kind: 'reorder', seconds: 60, seed: 'a' },
    { kind: 'duplicate', seconds: 0 },
  ];
  // The receive that waits already ends with a message that has no effect.
  await sqs.send(new SendMessageCommand({ QueueUrl: queue.url, MessageBody: '{"Records":[]}' }));
  await expect.poll(() => gateway.simulator.calls.count('sqs.ReceiveMessage')).toBeGreaterThan(0);
  gateway.clock.advance(14 * minute);
  // COMPLETING and COMPLETE, each twice.
  expect(await messagesIn(queue.url)).toEqual([4, 0]);
  expect(await jobCalls()).toEqual({});
  expect(status()).toBe('ACTIVE');

  faults.set([]);
  world.eventFaults = [];
  // The pause after the failure. From then on real time stands still: no watch is woken twice.
  const receives = () => {
    realClock.advance(1_000);
    return gateway.simulator.calls.count('sqs.ReceiveMessage');
  };
  await expect.poll(receives).toBeGreaterThan(0);
  await expect.poll(status).toBe('COMPLETE');
  await expect.poll(() => messagesIn(queue.url)).toEqual([0, 0]);
  expect(await jobCalls()).toEqual({ 's3control.DescribeJob': 1 });
});

test('a message that arrives while the gateway ends is received by the next one', async () => {
  await gateway.close();
  await sqs.send(new SendMessageCommand({ QueueUrl: queue.url, MessageBody: '{"Records":[]}' }));
  gateway = await startGateway({ beside: gateway, EVENTS_QUEUE_URL: queue.url });
  const messages = () => {
    // SQS may have given it to the one that has gone, until the visibility timeout.
    gateway.clock.advance(31_000);
    return messagesIn(queue.url);
  };
  await expect.poll(messages).toEqual([0, 0]);
  // It was deleted: only the one of the test before has gone there.
  expect(await messagesIn(`${queue.url}-dlq`)).toEqual([1, 0]);
});
