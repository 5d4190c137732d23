// A receiver that accepts connections and does not answer, beside a healthy one: each attempt is aborted after its timeout and
// repeated under the same id, the other route does not wait, and a route has few attempts in flight.
import type { ServerResponse } from 'node:http';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { createClock } from '../../src/core/clock.ts';
import { createEgress } from '../../src/egress/createEgress.ts';
import { createDeliverer } from '../../src/notifications/createDeliverer.ts';
import { attemptTimeout } from '../../src/notifications/sendNotification.ts';
import { createMemoryOutbox } from '../../src/storage/memory/outbox.ts';
import { answerWith, idsOf, jobsOf, typesOf } from './notifying.ts';
import { notificationOf, routesOf } from './routes.ts';
import { startReceiver } from './startReceiver.ts';

/** As many attempts of a route are in flight at most. */
const maxParallel = 4;

const jobs = ['a', 'b', 'c', 'd', 'e', 'f'];

test('a receiver that does not answer is left after 15 s, loses nothing, and delays no other route', async () => {
  const receiver = await startReceiver();
  onTestFinished(() => receiver[Symbol.asyncDispose]());
  const clock = createClock({ speed: 0 });
  /** Moved by itself: on a busy machine, no attempt that is to succeed is aborted. */
  const attemptClock = createClock({ speed: 0 });
  const outbox = createMemoryOutbox();
  const results: string[] = [];
  const services = {
    egress: createEgress(),
    rules: { allowPrivate: true },
    attemptClock,
    outbox,
    clock,
    random: () => 0.5,
    log: pino({ level: 'silent' }),
    observe: (route: string, result: string) => void results.push(`${route} ${result}`),
  };
  const address = (path: string) => new URL(path, receiver.url).href;
  const routes = routesOf({ name: 'slow', address: address('/slow') }, { name: 'quick', address: address('/quick') });
  const at = (path: string) => receiver.received.filter((request) => request.path === path);
  let cutOff = 0;
  const hanging: ServerResponse[] = [];
  const hang = (response: ServerResponse) => {
    hanging.push(response.on('close', () => (cutOff += 1)));
  };
  answerWith(receiver, (response, { path }) => (path === '/slow' ? hang(response) : response.writeHead(204).end()));
  const deliverers = routes.map((route) => createDeliverer(route, services));
  const [slow] = deliverers;
  onTestFinished(async () => void (await Promise.all(deliverers.map(({ close }) => close()))));
  const wake = () => deliverers.map((deliverer) => deliverer.wake());
  const offer = async (...offered: Parameters<typeof notificationOf>) => {
    const notification = notificationOf(...offered);
    return Promise.all(routes.map(({ name }) => outbox.offer(name, notification, clock.now())));
  };

  // The first job has two.
  for (const job of jobs) await offer(job);
  await offer('a', 'EXPIRING_SOON');
  wake();
  await expect.poll(() => at('/quick').length).toBe(jobs.length + 1);
  await expect.poll(() => at('/slow').length).toBe(maxParallel);
  attemptClock.advance(attemptTimeout - 1);
  await offer('late');
  wake();
  await expect.poll(() => jobsOf(at('/quick')).at(-1)).toBe('late');
  expect([cutOff, at('/slow').length, slow?.waiting]).toEqual([0, maxParallel, jobs.length + 2]);
  attemptClock.advance(1);
  await expect.poll(() => cutOff).toBe(maxParallel);
  // While it fails, it has one attempt at a time.
  await expect.poll(() => at('/slow').length).toBe(maxParallel + 1);
  expect(hanging.filter(({ destroyed }) => !destroyed)).toHaveLength(1);
  expect(results.filter((result) => result === 'slow FAILED')).toHaveLength(maxParallel);

  // It is quick again. What hangs is sent again, and the first attempts of the others begin.
  answerWith(receiver, (response) => void response.writeHead(204).end());
  const aborted = at('/slow').length;
  attemptClock.advance(attemptTimeout);
  const accepted = () => at('/slow').slice(aborted);
  const passUntilSent = () => {
    clock.advance(1_000);
    return slow?.waiting;
  };
  await expect.poll(passUntilSent).toBe(0);
  expect(idsOf(accepted()).sort()).toEqual(idsOf(at('/quick')).sort());
  expect(new Set(idsOf(accepted())).size).toBe(jobs.length + 2);
  const ofFirst = accepted().filter((each) => jobsOf([each])[0] === 'a');
  expect(typesOf(ofFirst)).toEqual(['job.done', 'job.expiring_soon']);
  expect(idsOf(accepted())).toEqual(expect.arrayContaining(idsOf(at('/slow').slice(0, aborted))));
  expect(results.filter((result) => result === 'quick FAILED')).toEqual([]);
});

test('a stored notification that cannot be written is given up, and the others are sent', async () => {
  const receiver = await startReceiver();
  onTestFinished(() => receiver[Symbol.asyncDispose]());
  const outbox = createMemoryOutbox();
  const results: string[] = [];
  const [signed, slack] = routesOf(
    { name: 'signed', address: receiver.url },
    { name: 'slack', address: receiver.url, format: 'slack' },
  );
  if (!signed || !slack) throw new Error('two routes');
  for (const { name } of [signed, slack]) {
    const { job, ...strange } = notificationOf('strange');
    await outbox.offer(name, { ...strange, at: 1e300, job: { id: job.id } as typeof job }, 0);
    await outbox.offer(name, notificationOf('healthy'), 0);
  }
  const deliverers = [signed, slack].map((route) =>
    createDeliverer(route, {
      egress: createEgress(),
      rules: { allowPrivate: true },
      outbox,
      clock: createClock({ speed: 0 }),
      random: () => 0.5,
      log: pino({ level: 'silent' }),
      observe: (name, result) => void results.push(`${name} ${result}`),
    }),
  );
  await expect.poll(() => deliverers.map(({ waiting }) => waiting)).toEqual([0, 0]);
  expect(results.sort()).toEqual(['signed GIVEN_UP', 'signed SENT', 'slack GIVEN_UP', 'slack SENT']);
  await Promise.all(deliverers.map(({ close }) => close()));
});
