// READABLE: the objects of restore jobs, over days, on one gateway after another.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClock } from '../../src/core/clock.ts';
import { notificationEvents } from '../../src/notifications/notification.ts';
import { keysOf, type RestoreWorld, startRestoreWorld } from '../restores/restoreWorld.ts';
import { type Data, startGateway, type TestGateway } from '../support/startGateway.ts';
import { describeWithRedis } from '../support/startRedis.ts';
import { callsOf } from '../watch/world.ts';
import { routesOf } from './routes.ts';
import { type Receiver, startReceiver } from './startReceiver.ts';

const HOUR = 3_600_000;
const NOTIFY_ALLOW_PRIVATE_ADDRESSES = true;

let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
});
afterAll(() => receiver[Symbol.asyncDispose]());

/** The options of a gateway that sends to a path of its own. */
const notifying = (path: string) => ({
  NOTIFY_ALLOW_PRIVATE_ADDRESSES,
  realClock: createClock({ speed: 0 }),
  routes: routesOf({ name: 'restores', address: new URL(path, receiver.url).href, events: notificationEvents }),
});

interface Sent {
  path: string;
  id: unknown;
  type: string;
  timestamp: number;
  job: Data;
}

const sentFor = (jobId: string): Sent[] =>
  receiver.received
    .map(({ path, headers, body }) => {
      const { type, timestamp, data } = JSON.parse(body);
      return { path, id: headers['webhook-id'], type, timestamp: Date.parse(timestamp), job: data.job };
    })
    .filter(({ job }) => job.jobId === jobId);
const typesFor = (jobId: string): string[] => sentFor(jobId).map(({ type }) => type);
const readable = ({ type }: Sent): boolean => type === 'job.readable';

/** Lets hours pass for a gateway, or until something has happened. */
async function pass(gateway: TestGateway, hours: number, step = 1, isOver = () => false): Promise<void> {
  for (let passed = 0; passed < hours && !isOver(); passed += step) {
    gateway.clock.advance(step * HOUR);
    await callsOf(gateway);
  }
}

/** The jobs run for minutes. A job that came and went between two polls is seen hours later. */
const passQuickly = (gateway: TestGateway) => pass(gateway, 1, 1 / 12);

/** A job whose objects are readable within hours, and one whose objects take more than a day. */
async function startJobs({ put, restore, gateway }: RestoreWorld) {
  const keys = keysOf(40);
  put(keys, 'GLACIER');
  put(['warm'], 'STANDARD');
  const slow = keysOf(30, 'vault/');
  put(slow, 'DEEP_ARCHIVE');
  return {
    quick: await restore([...keys, 'warm', 'gone'], 3),
    slow: await restore(slow, 7, gateway, 'BULK'),
    nothing: await restore(['gone', 'lost']),
  };
}

test('each job is announced once when its objects are readable, also after a restart', {
  timeout: 120_000,
}, async () => {
  const world = await startRestoreWorld({ ...notifying('/one'), ADMIN_PORT: 0 });
  await using first = world.gateway;
  await callsOf(first);
  const { quick, slow, nothing } = await startJobs(world);
  await passQuickly(first);
  await expect
    .poll(() => [quick, slow].map(({ jobId }) => typesFor(jobId)))
    .toEqual([['job.completed_with_failures'], ['job.done']]);
  const metrics = async () => (await fetch(first.adminUrl ?? '')).text();
  await callsOf(first);
  expect(await metrics()).toMatch('glacier_graphql_restore_objects{state="IN_PROGRESS"} 70');
  expect(await callsOf(first)).toEqual({});

  await pass(first, 6);
  await expect.poll(() => sentFor(quick.jobId).filter(readable)).toHaveLength(1);
  const [announced] = sentFor(quick.jobId).filter(readable);
  expect(announced?.job.restores).toEqual({
    requested: 40,
    checked: 42,
    isWhole: true,
    asOf: expect.any(String),
    inProgress: 0,
    readable: 41,
    lukewarm: 0,
    notRestored: 0,
    missing: 1,
    readableUntil: '2026-01-19T00:00:00.000Z',
  });
  const took = ({ timestamp, job }: Sent) => (timestamp - Date.parse(job.completionDate)) / HOUR;
  // S3's restores take three to five hours.
  expect(announced && took(announced)).toBeGreaterThan(3);
  expect(announced && took(announced)).toBeLessThan(6.5);
  expect(await metrics()).toMatch('glacier_graphql_restore_objects{state="READABLE"} 41');
  await first.close();

  // Without Redis, the next process finds the jobs of the last day.
  await using second = await startGateway({ ...notifying('/two'), beside: first });
  await callsOf(second);
  await pass(second, 60, 3);
  await expect.poll(() => sentFor(slow.jobId).filter(readable)).toHaveLength(1);
  const [late] = sentFor(slow.jobId).filter(readable);
  expect(late).toMatchObject({ path: '/two', job: { phase: 'DONE', restores: { requested: 30, readable: 30 } } });
  // Longer than feeds have its job.
  expect(late && took(late)).toBeGreaterThan(24);
  expect(late && took(late)).toBeLessThan(52);
  expect(typesFor(quick.jobId)).toEqual(['job.completed_with_failures', 'job.readable']);
  expect(typesFor(nothing.jobId).filter((type) => type === 'job.readable')).toEqual([]);
  // Nobody looks at the objects any more.
  second.clock.advance(3 * HOUR);
  expect(Object.keys(await callsOf(second)).filter((name) => name.startsWith('s3.'))).toEqual([]);
});

describeWithRedis('gateways that share a Redis', (redis) => {
  test('announce a job once, also if they are closed and started while it is restored', {
    timeout: 120_000,
  }, async () => {
    const REDIS_URL = redis().url;
    const world = await startRestoreWorld({ ...notifying('/a'), REDIS_URL });
    await using a = world.gateway;
    const open = (path: string) => startGateway({ ...notifying(path), REDIS_URL, beside: a });
    await using b = await open('/b');
    await callsOf(a);
    const { slow } = await startJobs(world);
    await passQuickly(a);
    await expect.poll(() => typesFor(slow.jobId)).toEqual(['job.done']);
    await a.close();
    await pass(b, 24, 3);
    await b.close();
    // No list of ended jobs has it any more.
    await using c = await open('/c');
    await callsOf(c);
    await pass(c, 40, 3, () => sentFor(slow.jobId).length > 1);
    await expect.poll(() => typesFor(slow.jobId)).toEqual(['job.done', 'job.readable']);
    expect(sentFor(slow.jobId).at(-1)?.path).toBe('/c');
    await using d = await open('/d');
    await pass(d, 6, 3);
    expect(typesFor(slow.jobId)).toEqual(['job.done', 'job.readable']);
  });
});
