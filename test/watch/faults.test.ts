// What goes wrong between a watch and AWS, on the wire, and what subscribers notice of it: nothing that is not true.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Config } from '../../src/config/options.ts';
import type { Fault } from '../../src/simulator/http/fault.ts';
import { endsIn, faultsOf, jobUpdates, vaultJobUpdates } from '../fleet/jobEvents.ts';
import { startGateway, type TestGateway } from '../support/startGateway.ts';
import { type Subscriber, subscribe } from '../support/subscribe.ts';
import { batchWorld, callsOf, firstEvents, nothingIsLeft, pollOnce, settle, tick, vaultWorld } from './world.ts';

/** For faults that a call would wait for. On a busy machine it also ends calls that AWS answers. */
const quick = { AWS_ATTEMPT_TIMEOUT_MS: 200, AWS_TIMEOUT_MS: 400 };

/** Calls with their repeats counted once. */
const looksIn = ({ simulator }: TestGateway) =>
  new Set(simulator.calls.list.map(({ invocationId }) => invocationId)).size;

const received = ({ events }: Subscriber) => ({ events: events.filter(({ event }) => event === 'next') });

const passing: [string, Omit<Fault, 'operation'>, Partial<Config>?][] = [
  ['throttling', { kind: 'throttle' }, quick],
  ['a 500', { kind: '5xx', status: 500 }],
  ['a 503', { kind: '5xx', status: 503 }],
  ['a connection that breaks', { kind: 'reset' }],
  ['an answer that cannot be read', { kind: 'garbage' }],
  ['half an answer', { kind: 'truncated', when: 'after' }],
  ['an answer that does not come', { kind: 'delay', delayMilliseconds: 2_000 }, quick],
];

describe('a transient AWS failure', () => {
  test.each(passing)('(%s) causes no wrong event, and in the end all events arrive', async (_, fault, config = {}) => {
    await using gateway = await startGateway({ seed: 'empty', ...config });
    const [first, second] = vaultWorld(gateway.simulator).many(2);
    const batch = batchWorld(gateway.simulator).run(1000);
    if (!first || !second) throw new Error('no jobs');
    const ids = [first.id, second.id, batch.id];
    await using subscriber = await subscribe(gateway.url, jobUpdates, { ids });
    await firstEvents(gateway, subscriber, 3);
    const { length } = subscriber.events;
    gateway.simulator.faults.set([{ operation: '*', ...fault }]);
    first.end();
    for (let at = 0; at < 2; at += 1) {
      const { total } = gateway.simulator.calls;
      gateway.clock.advance(tick);
      await expect.poll(() => gateway.simulator.calls.total).toBeGreaterThan(total);
    }
    expect(subscriber.events.length).toBe(length);
    gateway.simulator.faults.clear();
    second.end();
    const over = () => {
      gateway.clock.advance(tick);
      return endsIn(received(subscriber), ids).length;
    };
    await expect.poll(over).toBe(3);
    await subscriber.rest();
    expect(faultsOf(received(subscriber), ids)).toEqual([]);
    expect(subscriber.events.at(-1)?.event).toBe('complete');
    await nothingIsLeft(gateway);
  });

  test('makes polls rare, and afterwards they are as frequent as before', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const job = batchWorld(gateway.simulator).run(100_000);
    const vault = vaultWorld(gateway.simulator);
    vault.add();
    await using subscriber = await subscribe(gateway.url, vaultJobUpdates, { vaultId: vault.vaultId });
    await using other = await subscribe(gateway.url, jobUpdates, { ids: [job.id] });
    await other.take(1);
    await subscriber.take(1);
    // At 60 s each for as long as it goes well.
    const looks = async (minutes: number) => {
      await callsOf(gateway);
      for (let at = 0; at < minutes * 2; at += 1) {
        gateway.clock.advance(30_000);
        await settle(gateway);
      }
      const list = gateway.simulator.calls.list.filter(({ operation }) => operation === 'glacier.ListJobs');
      return new Set(list.map(({ invocationId }) => invocationId)).size;
    };
    const well = await looks(10);
    expect(well).toBeGreaterThanOrEqual(8);
    gateway.calls();
    gateway.simulator.faults.set([{ operation: 'glacier.ListJobs', kind: 'garbage' }]);
    const failing = await looks(20);
    expect(failing).toBeGreaterThanOrEqual(2);
    expect(failing).toBeLessThanOrEqual(7);
    gateway.simulator.faults.clear();
    gateway.clock.advance(tick);
    await callsOf(gateway);
    expect(await looks(10)).toBeGreaterThanOrEqual(8);
  });

  test('causes no more polls for new subscribers and mutations', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const vault = vaultWorld(gateway.simulator);
    vault.add();
    await using first = await subscribe(gateway.url, vaultJobUpdates, { vaultId: vault.vaultId });
    await first.take(1);
    gateway.simulator.faults.set([{ operation: 'glacier.ListJobs', kind: 'garbage' }]);
    gateway.clock.advance(tick);
    await callsOf(gateway);
    await using second = await subscribe(gateway.url, vaultJobUpdates, { vaultId: vault.vaultId });
    await second.take(1);
    for (let at = 0; at < 10; at += 1) await gateway.data(vault.start);
    const { 'glacier.ListJobs': lists } = await callsOf(gateway);
    expect(lists).toBeUndefined();
    expect(looksIn(gateway)).toBe(0);
    gateway.simulator.faults.clear();
    await pollOnce(gateway);
    await first.take(10);
  });

  test('of any kind at any call never reverts, repeats or loses an event', {
    timeout: 60_000,
  }, async () => {
    const fault: fc.Arbitrary<Fault> = fc.record({
      operation: fc.constantFrom(
        '*',
        'glacier.ListJobs',
        'glacier.DescribeJob',
        's3control.ListJobs',
        's3control.DescribeJob',
      ),
      call: fc.record({ from: fc.integer({ min: 1, max: 12 }), to: fc.integer({ min: 1, max: 12 }) }),
      kind: fc.constantFrom('throttle', '5xx', 'reset', 'garbage'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fault, { maxLength: 4 }), async (faults) => {
        await using gateway = await startGateway({ seed: 'empty', ...quick });
        const jobs = vaultWorld(gateway.simulator).many(5);
        const batch = batchWorld(gateway.simulator);
        const ids = [...jobs, batch.run(700), batch.run(1500), batch.run(2500)].map(({ id }) => id);
        gateway.simulator.faults.set(faults);
        await using subscriber = await subscribe(gateway.url, jobUpdates, { ids });
        const ended = async () => {
          const going = jobs.shift();
          going?.end();
          gateway.clock.advance(200_000);
          await callsOf(gateway);
          return endsIn(received(subscriber), ids).length;
        };
        await expect.poll(ended).toBe(ids.length);
        expect((await subscriber.rest()).at(-1)?.event).toBe('complete');
        expect(faultsOf(received(subscriber), ids)).toEqual([]);
      }),
      { numRuns: 3 },
    );
  });
});

describe('a lasting AWS failure', () => {
  const denied = { kind: 'error', code: 'AccessDeniedException', status: 403, message: 'not for you' } as const;
  const codesOf = (events: Awaited<ReturnType<Awaited<ReturnType<typeof subscribe>>['rest']>>) =>
    events.map(({ event, data }) => (event === 'next' ? (data.errors?.[0]?.extensions.code ?? 'data') : event));

  test('of an account that Glacier is closed to is reported and ends the subscription', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const closed = vaultWorld(gateway.simulator, 'photos', { accountId: '777788889999', region: 'us-east-1' });
    const ids = closed.many(2).map(({ id }) => id);
    await using vault = await subscribe(gateway.url, vaultJobUpdates, { vaultId: closed.vaultId });
    expect(codesOf(await vault.rest())).toEqual(['NO_LONGER_SUPPORTED', 'complete']);
    await using some = await subscribe(gateway.url, jobUpdates, { ids });
    expect(codesOf(await some.rest())).toEqual(['NO_LONGER_SUPPORTED', 'NO_LONGER_SUPPORTED', 'complete']);
    await nothingIsLeft(gateway);
  });

  test('of permissions is reported to subscribers without events, and to new subscribers while it lasts', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const world = vaultWorld(gateway.simulator);
    world.add();
    gateway.simulator.faults.set([{ operation: 'glacier.ListJobs', ...denied }]);
    await using first = await subscribe(gateway.url, vaultJobUpdates, { vaultId: world.vaultId });
    expect(codesOf(await first.rest())).toEqual(['FORBIDDEN', 'complete']);
    gateway.simulator.faults.clear();

    await using patient = await subscribe(gateway.url, vaultJobUpdates, { vaultId: world.vaultId });
    await patient.take(1);
    gateway.simulator.faults.set([{ operation: 'glacier.ListJobs', ...denied }]);
    await pollOnce(gateway);
    // In other words: who asks in the same ones waits with them.
    const otherWords = vaultJobUpdates.replace('subscription', 'subscription Late');
    await using late = await subscribe(gateway.url, otherWords, { vaultId: world.vaultId });
    expect(codesOf(await late.rest())).toEqual(['FORBIDDEN', 'complete']);
    gateway.simulator.faults.clear();
    world.add();
    await pollOnce(gateway);
    // Who had seen something has waited.
    await patient.take(1);
  });

  test('in one location is reported for its jobs, and the jobs of other locations continue', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const [job] = vaultWorld(gateway.simulator).many(1);
    const closed = vaultWorld(gateway.simulator, 'photos', { accountId: '777788889999', region: 'us-east-1' }).add();
    await using subscriber = await subscribe(gateway.url, jobUpdates, { ids: [job?.id, closed.id] });
    const first = await subscriber.take(2);
    expect(first.filter(({ errors }) => errors).map(({ errors }) => errors[0].extensions.code)).toEqual([
      'NO_LONGER_SUPPORTED',
    ]);
    job?.end();
    gateway.clock.advance(tick);
    expect(codesOf(await subscriber.rest())).toEqual(['data', 'complete']);
  });

  test('by a deleted vault ends the subscription to the vault, and its jobs', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const world = vaultWorld(gateway.simulator);
    const other = vaultWorld(gateway.simulator, 'videos').add();
    const [one, two] = world.many(2);
    await using vault = await subscribe(gateway.url, vaultJobUpdates, { vaultId: world.vaultId });
    await using some = await subscribe(gateway.url, jobUpdates, { ids: [one?.id, two?.id, other.id] });
    await vault.take(2);
    await some.take(3);
    world.delete();
    gateway.clock.advance(tick);
    expect(codesOf(await vault.rest())).toEqual(['NOT_FOUND', 'complete']);
    await some.take(2);
    // A subscriber who knows the jobs gets their last known state.
    expect(some.events.slice(3).map(({ data }) => data.data.jobUpdates)).toEqual(
      [one, two].map((job) => ({ change: 'GONE', job: { id: job?.id, phase: 'RUNNING' } })),
    );
    await using newcomer = await subscribe(gateway.url, jobUpdates, { ids: [one?.id] });
    expect(codesOf(await newcomer.rest())).toEqual(['NOT_FOUND', 'complete']);
    other.end();
    gateway.clock.advance(tick);
    expect(codesOf(await some.rest())).toEqual(['data', 'complete']);
    await nothingIsLeft(gateway);
  });
});
