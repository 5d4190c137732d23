// Routes of two gateways with one Redis, and what can fail: the receiver, Redis, and a gateway that ends.
import type { ServerResponse } from 'node:http';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { createClock } from '../../src/core/clock.ts';
import { maxWaiting } from '../../src/notifications/outbox.ts';
import { createLog } from '../../src/telemetry/createLog.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';
import { describeWithRedis, type TestRedis } from '../support/startRedis.ts';
import { pollOnce, settle, type VaultWorld, vaultWorld } from '../watch/world.ts';
import { answerWith, idsOf, jobsOf, startNotifying, typesOf } from './notifying.ts';
import { type Received, type Receiver, startReceiver } from './startReceiver.ts';

const minute = 60_000;
const hour = 60 * minute;
const ok = (response: ServerResponse) => void response.writeHead(204).end();

let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
  return () => receiver[Symbol.asyncDispose]();
});

let names = 0;

/** Two gateways that share their routes, and one clock. */
async function startTwo({ url: REDIS_URL, client }: TestRedis, routes: readonly object[] = [{}]) {
  // What the gateways of the test before knew of the same jobs.
  await client.flushall();
  const base = await startGateway({ seed: 'empty' });
  onTestFinished(() => base[Symbol.asyncDispose]());
  names += 1;
  const nameOf = (index: number) => `shared${names}-${index}`;
  const realClock = createClock({ speed: 0 });
  const lines: string[] = [];
  /** The receiver knows by the path who sends. */
  const open = async (sender: string) => {
    const named = routes.map((route, index) => {
      const name = nameOf(index);
      return { name, address: new URL(`/${name}/${sender}`, receiver.url).href, ...route };
    });
    const log = createLog({ level: 'info', destination: { write: (line) => void lines.push(line) } });
    const options = { REDIS_URL, realClock, beside: base, ADMIN_PORT: 0, log };
    return (await startNotifying(receiver, named, options)).gateway;
  };
  const [one, other] = [await open('one'), await open('other')];
  const gateways = new Set([one, other]);
  const name = nameOf(0);
  const received = (route = 0) => {
    const path = `/${name.slice(0, -1)}${route}/`;
    return receiver.received.filter((request) => request.path.startsWith(path));
  };
  const vault = vaultWorld(base.simulator);
  /** Real time passes, in steps that are shorter than a lease. */
  const pass = async (milliseconds: number, step: number, isOver = () => false) => {
    for (let passed = 0; passed < milliseconds && !isOver(); passed += step) {
      realClock.advance(step);
      const [present] = gateways;
      if (present) await settle(present);
    }
  };
  /** Polls AWS, and lets time pass until so many requests have arrived. */
  const arrive = async (received: () => Received[], count: number) => {
    for (let round = 0; round < 20 && received().length < count; round += 1) {
      await pollOnce(one);
      await pass(4_000, 2_000);
    }
    expect(received().length).toBeGreaterThanOrEqual(count);
  };
  const attempts = async (result: string) => {
    const texts = await Promise.all([...gateways].map(async ({ adminUrl }) => (await fetch(adminUrl ?? '')).text()));
    const counts = texts.flatMap((text) => [
      ...text.matchAll(new RegExp(`notifications_total{route="${name}",result="${result}"} (\\d+)`, 'g')),
    ]);
    return counts.reduce((sum, [, count]) => sum + Number(count), 0);
  };
  /** Ends a gateway whose receiver does not answer, before a lease ends. */
  const close = async (gateway: TestGateway) => {
    gateways.delete(gateway);
    let isClosed = false;
    void gateway.close().then(() => {
      isClosed = true;
    });
    const closed = () => {
      realClock.advance(5_000);
      return isClosed;
    };
    await expect.poll(closed, { interval: 100, timeout: 30_000 }).toBe(true);
  };
  return { one, other, close, vault, pass, arrive, attempts, lines, name, received };
}

/** Jobs that the gateways have seen in progress. */
async function runningJobs({ one, vault }: { one: TestGateway; vault: VaultWorld }, count: number) {
  const jobs = vault.many(count);
  await pollOnce(one);
  return jobs;
}

describeWithRedis('gateways with the same routes', (redis) => {
  test('lose nothing in the hour in which a receiver is down, keep the order of each job, and delay no other route', {
    timeout: 120_000,
  }, async () => {
    const events = ['DONE', 'EXPIRING_SOON'];
    const two = await startTwo(redis(), [{ events }, { events }]);
    const { one, pass, arrive, attempts, received, name } = two;
    const [down, up] = [() => received(0), () => received(1)];
    answerWith(receiver, (response, { path }) => void response.writeHead(path.includes(name) ? 503 : 204).end());
    const jobs = await runningJobs(two, 3);
    for (const job of jobs) job.end();
    await arrive(up, 3);
    // Their outputs expire, by AWS's clock.
    one.clock.advance(20 * hour);
    await arrive(up, 6);
    await pass(hour, 5 * minute);
    expect(typesOf(down())).not.toContain('job.expiring_soon');
    expect(await attempts('SENT')).toBe(0);

    const refused = down().length;
    receiver.answer = ok;
    await pass(2 * hour, 50_000, () => down().length === refused + 6);
    await pass(2 * minute, 50_000);
    const accepted = down().slice(refused);
    for (const { jobId } of jobs) {
      expect(typesOf(accepted.filter((each) => jobsOf([each])[0] === jobId))).toEqual([
        'job.done',
        'job.expiring_soon',
      ]);
    }
    expect(accepted).toHaveLength(6);
    expect(new Set(idsOf(down())).size).toBe(6);
    expect(up()).toHaveLength(6);
  });

  test('give up a notification after a day, log and count it, and send the next one of the job', {
    timeout: 120_000,
  }, async () => {
    const two = await startTwo(redis(), [{ events: ['DONE', 'EXPIRING_SOON'] }]);
    const { one, pass, arrive, attempts, lines, received } = two;
    answerWith(receiver, (response) => void response.writeHead(500).end());
    const [job] = await runningJobs(two, 1);
    job?.end();
    await arrive(received, 1);
    one.clock.advance(20 * hour);
    await pollOnce(one);
    await pass(30 * hour, hour, () => typesOf(received()).includes('job.expiring_soon'));
    expect(await attempts('GIVEN_UP')).toBe(1);
    const logged = lines.map((line) => JSON.parse(line)).filter(({ level }) => level === 'error' || level === 50);
    expect(logged).toMatchObject([
      {
        msg: 'a notification was given up after a day',
        route: two.name,
        event: 'DONE',
        job: job?.jobId,
        reason: 'HTTP 500',
      },
    ]);
    // About one an hour. On a busy machine an answer can arrive after the next step, and the attempt of that hour is left out.
    expect(typesOf(received()).filter((type) => type === 'job.done').length).toBeGreaterThan(10);
  });

  test('send nothing while the receiver of one of them wants a pause', { timeout: 60_000 }, async () => {
    const two = await startTwo(redis());
    const { pass, arrive, received } = two;
    answerWith(receiver, (response) => void response.writeHead(429, { 'retry-after': '600' }).end());
    const [first, second] = await runningJobs(two, 2);
    first?.end();
    await arrive(received, 1);
    receiver.answer = ok;
    second?.end();
    await pollOnce(two.one);
    await pass(9 * minute, 50_000);
    expect(received()).toHaveLength(1);
    await pass(2 * minute, 2_000, () => received().length === 3);
    expect(jobsOf(received().slice(1)).sort()).toEqual([first?.jobId, second?.jobId].sort());
  });

  test('add what happens beyond the bound of a route when there is room', { timeout: 60_000 }, async () => {
    const two = await startTwo(redis());
    const { arrive, pass, received, lines, name } = two;
    const jobs = await runningJobs(two, 2);
    jobs[0]?.end();
    await arrive(received, 1);
    const messages = `glacier-graphql:1:outbox:{${name}}:messages`;
    const others = Array.from({ length: maxWaiting }, (_, at) => `other ${at}`);
    await redis().client.hset(messages, Object.fromEntries(others.map((id) => [id, '{}'])));
    jobs[1]?.end();
    for (let round = 0; round < 3; round += 1) await pollOnce(two.one);
    await pass(20_000, 2_000);
    expect(received()).toHaveLength(1);
    await redis().client.hdel(messages, ...others);
    await arrive(received, 2);
    expect(jobsOf(received())).toEqual(jobs.map(({ jobId }) => jobId));
    expect(lines.join('')).toMatch('the outbox of a route is full: its events wait');
  });

  test('lose and repeat nothing while Redis is away, also what was sent meanwhile', { timeout: 120_000 }, async () => {
    const two = await startTwo(redis());
    const { one, other, arrive, pass, received, lines } = two;
    const [first, second] = await runningJobs(two, 2);
    let answerFirst = () => {};
    answerWith(receiver, (response) => {
      answerFirst = () => ok(response);
    });
    first?.end();
    await arrive(received, 1);
    const said = (text: string) =>
      expect.poll(() => lines.filter((line) => line.includes(text)).length, { timeout: 60_000 });
    redis().pause();
    onTestFinished(() => redis().resume());
    await said('Redis is unreachable').toBe(2);
    // The receiver has the notification, and the gateway cannot record that.
    answerFirst();
    receiver.answer = ok;
    second?.end();
    // Longer than the lease.
    await pass(3 * minute, 50_000);
    redis().resume();
    await said('Redis is reachable again').toBe(2);
    await pass(30_000, 1_000);
    for (let round = 0; round < 20 && received().length < 2; round += 1) {
      await pollOnce(other);
      await pollOnce(one);
      await pass(12_000, 1_000);
    }
    await pass(3 * minute, 50_000);
    expect(jobsOf(received())).toEqual([first?.jobId, second?.jobId]);
  });

  test('go on at once with what one of them has begun when it is closed', { timeout: 60_000 }, async () => {
    const two = await startTwo(redis());
    const { one, other, close, arrive, pass, received } = two;
    const [job] = await runningJobs(two, 1);
    answerWith(receiver, () => undefined);
    job?.end();
    await arrive(received, 1);
    receiver.answer = ok;
    await close(received()[0]?.path.endsWith('/one') ? one : other);
    await pass(4_000, 2_000, () => received().length === 2);
    expect(received()).toHaveLength(2);
    expect(idsOf(received())[1]).toBe(idsOf(received())[0]);
  });
});
