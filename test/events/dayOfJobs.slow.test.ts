// A day of a thousand active Batch jobs over HTTP: the real gateway, the real SDK, the simulator and its queue. AWS calls are
// counted, but for those to the queue. test/events/eventPace.test.ts has the same day without HTTP, and what breaks it.
import { expect, test } from 'vitest';
import { createClock } from '../../src/core/clock.ts';
import { startSimulator } from '../../src/simulator/startSimulator.ts';
import { createEventsQueue } from '../support/eventsQueue.ts';
import { type Data, startGateway, type TestGateway } from '../support/startGateway.ts';
import { subscribe } from '../support/subscribe.ts';
import { batchWorld, callsOf } from '../watch/world.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const jobs = 1_000;
const changes = 50;
/** When the jobs end: spread over the day, and never at a poll, which would see the end before its event. */
const endOf = (index: number) => 27 * minute + index * 25 * minute;

const updates = 'subscription { batchJobUpdates { change job { jobId status } } }';

/** Still jobs, and those that end one after the other. */
async function startDay(ending: number) {
  const clock = createClock({ speed: 0, startAt: Date.UTC(2026, 0, 15, 12) });
  const realClock = createClock({ speed: 0 });
  const simulator = await startSimulator({ clock, seed: 'empty' });
  const world = batchWorld(simulator);
  world.many(jobs - ending);
  const ends = Array.from({ length: ending }, (_, index) => world.run(endOf(index) / second).jobId);
  // Afterwards: the events of their creation are not of this day.
  const queue = createEventsQueue(simulator);
  return { clock, realClock, simulator, queue, ends };
}

/** The calls that are not to the queue. */
async function jobCalls(gateway: TestGateway): Promise<number> {
  const calls = Object.entries(await callsOf(gateway)).filter(([name]) => !name.startsWith('sqs.'));
  return calls.reduce((sum, [, count]) => sum + count, 0);
}

test('with events, a day with 50 changes costs at most 150 calls, and each change is shown', {
  timeout: 300_000,
}, async () => {
  const { clock, realClock, simulator, queue, ends } = await startDay(changes);
  await using gateway = await startGateway({
    beside: { simulator, clock },
    EVENTS_QUEUE_URL: queue.url,
    realClock,
    random: () => 0,
  });
  await using subscriber = await subscribe(gateway.url, updates);
  await subscriber.take(jobs);
  const shown = new Set<string>();
  let read = 0;
  const complete = () => {
    for (const { data } of subscriber.events.slice(read) as Data[]) {
      read += 1;
      const { job } = data?.data.batchJobUpdates ?? {};
      if (job?.status === 'COMPLETE') shown.add(job.jobId);
    }
    return shown.size;
  };
  const startedAt = clock.now();
  let calls = await jobCalls(gateway);
  const pass = async (milliseconds: number) => {
    clock.advance(milliseconds);
    realClock.advance(milliseconds);
    // The event comes through the queue, by an HTTP response of its own.
    const ended = ends.filter((_, index) => startedAt + endOf(index) <= clock.now()).length;
    await expect.poll(complete).toBe(ended);
    calls += await jobCalls(gateway);
  };
  for (let passed = 0; passed < 24 * hour; passed += 5 * minute) {
    await pass(4.5 * minute);
    // Polls are due here.
    await pass(minute / 2);
  }
  expect([...shown].sort()).toEqual([...ends].sort());
  // The first list, one each 15 minutes, and one DescribeJob for each change.
  expect(calls).toBe(1 + 96 + changes);
  expect(calls).toBeLessThanOrEqual(150);
  await simulator.close();
});

test('without events, they are polled together every 30 seconds: 2,880 calls a day', { timeout: 300_000 }, async () => {
  const { clock, realClock, simulator } = await startDay(0);
  await using gateway = await startGateway({ beside: { simulator, clock }, realClock, random: () => 0 });
  await using subscriber = await subscribe(gateway.url, updates);
  await subscriber.take(jobs);
  await jobCalls(gateway);
  let calls = 0;
  for (let passed = 0; passed < hour; passed += 30 * second) {
    clock.advance(30 * second);
    realClock.advance(30 * second);
    calls += await jobCalls(gateway);
  }
  expect(24 * calls).toBe(2_880);
  await simulator.close();
});
