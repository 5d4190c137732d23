// Notifications of a gateway: jobs at the simulator in, webhooks at a receiver out.
import type { ServerResponse } from 'node:http';
import { Webhook } from 'standardwebhooks';
import { beforeAll, expect, test } from 'vitest';
import { notificationEvents } from '../../src/notifications/notification.ts';
import type { BatchPlan } from '../../src/simulator/s3control/batch/batchJob.ts';
import { accountId, alwaysActive, region, restoreRequest } from '../support/jobRequests.ts';
import { startGateway } from '../support/startGateway.ts';
import { describeWithRedis } from '../support/startRedis.ts';
import { batchWorld, callsOf, pollOnce, settle, tick, vaultWorld } from '../watch/world.ts';
import { answerWith, arrive, idsOf, jobsOf, startNotifying, typesOf } from './notifying.ts';
import { routesOf, secret } from './routes.ts';
import { type Receiver, startReceiver } from './startReceiver.ts';

const hour = 3_600_000;

let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
  return () => receiver[Symbol.asyncDispose]();
});

const notifying = (routes: object[], given?: Parameters<typeof startNotifying>[2]) =>
  startNotifying(receiver, routes, given);

test('the events of a job arrive once each, in order, signed, when they occur', { timeout: 60_000 }, async () => {
  const { gateway, received } = await notifying([{ events: notificationEvents }]);
  const vault = vaultWorld(gateway.simulator);
  const { data } = await gateway.query(vault.start);
  const { id } = data.initiateArchiveRetrieval.job;
  await callsOf(gateway);
  expect(received()).toEqual([]);
  // The retrieval takes less than the five hours after which it is overdue, and its output is guaranteed for a day.
  gateway.clock.advance(5 * hour);
  await arrive(gateway, received, 1);
  gateway.clock.advance(19 * hour);
  await arrive(gateway, received, 2);
  gateway.clock.advance(10 * hour);
  await pollOnce(gateway);
  expect(typesOf(received())).toEqual(['job.done', 'job.expiring_soon']);
  expect(new Set(idsOf(received())).size).toBe(2);
  const [done] = received();
  expect(new Webhook(secret).verify(done?.body ?? '', done?.headers as Record<string, string>)).toEqual({
    type: 'job.done',
    timestamp: expect.stringMatching(/^2026-01-15T1[56]:/),
    data: {
      job: expect.objectContaining({
        id,
        service: 'GLACIER',
        vaultName: 'photos',
        phase: 'DONE',
        outcome: 'SUCCEEDED',
      }),
    },
  });
});

test('each route receives its own events of its own jobs', async () => {
  const { gateway, received } = await notifying([
    { filter: { kinds: ['BATCH'] } },
    { filter: { vaultNames: ['videos'] } },
    { events: ['FAILED'], format: 'slack' },
  ]);
  const jobs = ['photos', 'videos'].map((name) => vaultWorld(gateway.simulator, name).add());
  const batch = batchWorld(gateway.simulator).run(1_000);
  await pollOnce(gateway);
  for (const job of jobs) job.end();
  gateway.clock.advance(1_000_000);
  await arrive(gateway, () => received(0), 1);
  await arrive(gateway, () => received(1), 1);
  expect(jobsOf(received(0))).toEqual([batch.jobId]);
  expect(jobsOf(received(1))).toEqual([jobs[1]?.jobId]);
  expect(received(2)).toEqual([]);
});

test('jobs that wait, are late or fail are announced, as signed webhooks and as messages of Slack', async () => {
  const events = ['AWAITING_CONFIRMATION', 'OVERDUE', 'COMPLETED_WITH_FAILURES', 'FAILED'];
  const { gateway, received } = await notifying([{ events }, { events, format: 'slack' }]);
  const { world } = gateway.simulator;
  const jobs = world.location(accountId, region);
  const plan = { tasks: 10, failedTasks: 0, activeFor: 10_000, statusDurations: alwaysActive, fault: undefined };
  const add = (changed: Partial<BatchPlan>, request: object = {}) =>
    world.addBatchJob(jobs, { request: { ...restoreRequest, ...request }, plan: { ...plan, ...changed } }).id;
  const failure = { FailureCode: 'ManifestNotFound', FailureReason: 'The manifest does not exist.' };
  const expected = {
    [add({}, { ConfirmationRequired: true })]: ['job.awaiting_confirmation', 'waits for confirmation'],
    [vaultWorld(gateway.simulator).add().jobId]: ['job.overdue', 'is overdue'],
    [add({ failedTasks: 3 })]: ['job.completed_with_failures', 'completed with failures'],
    [add({ fault: { at: 'manifest', failure } })]: ['job.failed', failure.FailureReason],
  };
  for (let hours = 0; hours < 7; hours += 1) {
    gateway.clock.advance(hour);
    await settle(gateway);
  }
  for (const route of [0, 1]) await arrive(gateway, () => received(route), 4);
  const signed = Object.fromEntries(received(0).map((each) => [jobsOf([each])[0], typesOf([each])[0]]));
  expect(signed).toEqual(Object.fromEntries(Object.entries(expected).map(([jobId, [type]]) => [jobId, type])));
  for (const [jobId, [, text]] of Object.entries(expected)) {
    const message = received(1).find(({ body }) => body.includes(jobId));
    expect(message?.body).toMatch(text ?? '');
    expect(message?.headers['webhook-signature']).toBeUndefined();
  }
});

test('what waits in a route is sent once by the one that a reload puts in its place', async () => {
  const { gateway, realClock, received } = await notifying([{}]);
  const address = new URL('/moved', receiver.url).href;
  const moved = () => receiver.received.filter(({ path }) => path === '/moved');
  answerWith(receiver, (response, { path }) => void response.writeHead(path === '/moved' ? 204 : 503).end());
  const job = vaultWorld(gateway.simulator).add();
  await pollOnce(gateway);
  job.end();
  await arrive(gateway, received, 1);
  const newSecret = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;
  await gateway.reload({ routes: routesOf({ address, secrets: [secret, newSecret] }) });
  // The pause after the attempt that failed.
  realClock.advance(60_000);
  await expect.poll(() => moved().length).toBe(1);
  await pollOnce(gateway);
  expect(idsOf(moved())).toEqual(idsOf(received()));
  // A receiver may know the old secret or the new one.
  for (const known of [secret, newSecret]) {
    const [{ body, headers } = { body: '', headers: {} }] = moved();
    expect(new Webhook(known).verify(body, headers as Record<string, string>)).toMatchObject({ type: 'job.done' });
  }
});

test('what ended before the first start is no news, and the notifier makes no calls beside a subscription', async () => {
  await using plain = await startGateway({ seed: 'empty' });
  const vault = vaultWorld(plain.simulator);
  vault.add().end();
  vault.add();
  const beside = { simulator: plain.simulator, clock: plain.clock };
  await callsOf(plain);
  const calls = await pollOnce(plain);
  expect(calls).toEqual({});
  const { gateway, received } = await notifying([{ events: notificationEvents }], { beside });
  const first = await callsOf(gateway);
  const again = await pollOnce(gateway);
  expect(received()).toEqual([]);
  // As many as for a subscriber: no call comes from the notifier itself.
  expect(Object.keys(first).every((name) => /List(Vaults|Jobs)$/.test(name))).toBe(true);
  expect(again['glacier.ListJobs']).toBe(1);
});

test.each([
  ['redirects', { status: 302, headers: { location: '/elsewhere' } }],
  ['asks for a pause', { status: 429, headers: { 'retry-after': '600' } }],
  ['answers garbage', { status: 200, headers: {} }],
  ['answers what is not HTTP', { status: 0, headers: {} }],
  ['wants nothing more', { status: 410, headers: {} }],
])('a receiver that %s', async (_, { status, headers }) => {
  const { gateway, realClock, at, received } = await notifying([{}]);
  answerWith(receiver, (response, request) => {
    // The pause was enough.
    const isOver = status === 429 && received().length > 1;
    if (!at.includes(request.path) || isOver) return void response.writeHead(204).end();
    if (status === 0) return void response.socket?.end('220 mail.example ESMTP\r\n');
    response.writeHead(status, headers).end(status === 200 ? Buffer.alloc(1_000_000, 7) : '');
  });
  const [first, second] = vaultWorld(gateway.simulator).many(2);
  await pollOnce(gateway);
  first?.end();
  await arrive(gateway, received, 1);
  await settle(gateway);
  realClock.advance(10_000);
  await settle(gateway);
  if (status === 302 || status === 0) await expect.poll(() => received().length).toBe(2);
  else expect(received()).toHaveLength(1);
  expect(receiver.received.some((request) => request.path === '/elsewhere')).toBe(false);
  realClock.advance(hour);
  second?.end();
  await pollOnce(gateway);
  await pollOnce(gateway);
  if (status === 410) expect(received()).toHaveLength(1);
  else await expect.poll(() => new Set(jobsOf(received())).size).toBe(2);
  if (status === 200) expect(received()).toHaveLength(2);
});

test('a private address is refused at connect time, and the log has neither address nor secret', async () => {
  const lines: string[] = [];
  const { createLog } = await import('../../src/telemetry/createLog.ts');
  const log = createLog({ level: 'debug', destination: { write: (line) => void lines.push(line) } });
  const { gateway, received } = await notifying(
    [{ address: `${receiver.url}/secretpath`.replace('127.0.0.1', 'localhost') }],
    {
      NOTIFY_ALLOW_PRIVATE_ADDRESSES: false,
      log,
    },
  );
  const job = vaultWorld(gateway.simulator).add();
  await pollOnce(gateway);
  job.end();
  await pollOnce(gateway);
  await expect.poll(() => lines.join('')).toMatch(/notifications of a route cannot be sent/);
  expect(lines.join('')).toMatch(/not an address of the public internet/);
  expect(lines.join('')).not.toMatch(/secretpath|whsec_/);
  expect(received()).toEqual([]);
});

test('metrics count notifications by route', async () => {
  const { gateway, received } = await notifying([{ name: 'operators' }], { ADMIN_PORT: 0 });
  const job = vaultWorld(gateway.simulator).add();
  await pollOnce(gateway);
  job.end();
  await arrive(gateway, received, 1);
  const text = async () => (await fetch(gateway.adminUrl ?? '')).text();
  await expect.poll(text).toMatch('glacier_graphql_notifications_total{route="operators",result="SENT"} 1');
  await expect.poll(text).toMatch('glacier_graphql_notifications_waiting{route="operators"} 0');
  expect(await text()).toMatch('glacier_graphql_notification_route_off{route="operators"} 0');
});

describeWithRedis('gateways that share a Redis', (redis) => {
  test('send each notification once, one goes on for another that dies, and a restart announces what it missed', async () => {
    const REDIS_URL = redis().url;
    const name = 'shared';
    await using base = await startGateway({ seed: 'empty' });
    const beside = { simulator: base.simulator, clock: base.clock };
    const vault = vaultWorld(base.simulator);
    // Each gateway has a path of its own, so that the receiver knows who sends.
    const open = (path: string) =>
      notifying([{ name, address: new URL(path, receiver.url).href }], { REDIS_URL, beside });
    const received = () => receiver.received.filter(({ path }) => path.startsWith('/shared'));
    const gateways = { '/shared1': await open('/shared1'), '/shared2': await open('/shared2') };
    const { '/shared1': one, '/shared2': other } = gateways;
    const [first, second, third] = vault.many(3);
    await pollOnce(one.gateway);
    const passUntil = async (count: number) => {
      for (let round = 0; round < 5 && received().length < count; round += 1) {
        await pollOnce(one.gateway);
        for (const { realClock } of [one, other]) realClock.advance(2_000);
      }
      await expect.poll(() => received().length).toBe(count);
    };
    first?.end();
    await passUntil(1);

    // Whoever takes the second one hangs for ever.
    const hanging: ServerResponse[] = [];
    receiver.answer = (response) => void hanging.push(response);
    second?.end();
    await passUntil(2);
    const dead = received()[1]?.path;
    receiver.answer = (response) => void response.writeHead(204).end();
    // Its lease ends, and the other one sends it under the same id.
    const survivor = dead === '/shared1' ? other : one;
    for (let round = 0; round < 20 && received().length < 3; round += 1) {
      survivor.realClock.advance(10_000);
      await settle(one.gateway);
    }
    await expect.poll(() => received().length).toBe(3);
    expect(received()[2]?.path).not.toBe(dead);
    expect(new Set(idsOf(received().slice(1))).size).toBe(1);
    // It was only slow. Its answer changes nothing.
    for (const response of hanging) response.writeHead(500).end();

    await one.gateway.close();
    await other.gateway.close();
    third?.end();
    base.clock.advance(tick);
    const again = await open('/shared3');
    for (let round = 0; round < 5 && received().length < 4; round += 1) {
      await pollOnce(again.gateway);
      again.realClock.advance(2_000);
    }
    await expect.poll(() => received().length).toBe(4);
    expect(jobsOf(received().slice(3))).toEqual([third?.jobId]);
  });
});
