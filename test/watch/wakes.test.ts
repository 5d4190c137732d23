// Watches that are woken: by mutations, and by who comes. A wake is never lost, and many cost few looks.

import { describe, expect, test } from 'vitest';
import { createClock } from '../../src/core/clock.ts';
import { batchJobRefText } from '../support/references.ts';
import { startGateway } from '../support/startGateway.ts';
import { subscribe } from '../support/subscribe.ts';
import { batchWorld, callsOf, vaultWorld } from './world.ts';

const vaultJobUpdates =
  'subscription ($vaultId: ID!) { vaultJobUpdates(vault: { id: $vaultId }) { job { ... on Job { id phase } } } }';
const batchJobUpdates = 'subscription { batchJobUpdates { job { id priority } } }';
const setPriority = (jobId: string, priority: number) =>
  `mutation { setBatchJobPriority(input: { ${batchJobRefText(jobId)}, priority: ${priority} }) { __typename } }`;

describe('a mutation', () => {
  test('during a poll is seen by another poll that follows at once', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const vault = vaultWorld(gateway.simulator);
    vault.add();
    await using subscriber = await subscribe(gateway.url, vaultJobUpdates, { vaultId: vault.vaultId });
    await subscriber.take(1);
    await callsOf(gateway);
    // Answered as it is now, and arriving later.
    gateway.simulator.faults.set([
      { operation: 'glacier.ListJobs', call: 1, kind: 'delay', when: 'after', delayMilliseconds: 60_000 },
    ]);
    gateway.clock.advance(60_000);
    await expect.poll(() => gateway.simulator.calls.count('glacier.ListJobs')).toBe(1);
    const { initiateArchiveRetrieval } = await gateway.data(vault.start);
    gateway.simulator.faults.release();
    const [{ data }] = await subscriber.take(1);
    expect(data.vaultJobUpdates.job).toEqual({ id: initiateArchiveRetrieval.job.id, phase: 'RUNNING' });
    expect((await callsOf(gateway))['glacier.ListJobs']).toBe(2);
  });

  test('soon after another one is seen, though a subscriber joins in between', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const job = batchWorld(gateway.simulator).add();
    await using subscriber = await subscribe(gateway.url, batchJobUpdates);
    await subscriber.take(1);
    for (let priority = 20; priority < 25; priority += 1) {
      await gateway.data(setPriority(job.jobId, priority));
      await gateway.data(setPriority(job.jobId, priority + 100));
      // Its coming reckons anew when to look.
      await using other = await subscribe(
        gateway.url,
        batchJobUpdates.replace('subscription', `subscription W${priority}`),
      );
      await other.take(1);
      const seen = () => subscriber.events.at(-1)?.data.data.batchJobUpdates.job.priority;
      await expect.poll(seen).toBe(priority + 100);
    }
  });

  test('among very many costs one poll in 250 ms, and the last one is seen', async () => {
    const realClock = createClock({ speed: 0 });
    await using gateway = await startGateway({ seed: 'empty', realClock });
    const job = batchWorld(gateway.simulator).add();
    await using subscriber = await subscribe(gateway.url, batchJobUpdates);
    await subscriber.take(1);
    await callsOf(gateway);
    const seen = () => subscriber.events.at(-1)?.data.data.batchJobUpdates.job.priority;
    for (let priority = 100; priority < 160; priority += 20) {
      for (let step = 0; step < 20; step += 1) await gateway.data(setPriority(job.jobId, priority + step));
      expect(await callsOf(gateway)).toEqual({ 's3control.UpdateJobPriority': 20 });
      realClock.advance(250);
      await expect.poll(seen).toBe(priority + 19);
      expect(await callsOf(gateway)).toEqual({ 's3control.ListJobs': 1 });
    }
  });

  test('on another vault wakes no watch', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const vault = vaultWorld(gateway.simulator);
    const other = vaultWorld(gateway.simulator, 'videos');
    vault.add();
    await using subscriber = await subscribe(gateway.url, vaultJobUpdates, { vaultId: vault.vaultId });
    await subscriber.take(1);
    await callsOf(gateway);
    await gateway.data(other.start);
    expect((await callsOf(gateway))['glacier.ListJobs']).toBeUndefined();
  });
});

describe('a new subscriber', () => {
  test('a while after the last poll gets the present state, for one poll', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const vault = vaultWorld(gateway.simulator);
    const job = vault.add();
    await using first = await subscribe(gateway.url, vaultJobUpdates, { vaultId: vault.vaultId });
    await first.take(1);
    await callsOf(gateway);
    gateway.clock.advance(20_000);
    expect(await callsOf(gateway)).toEqual({});
    job.end();
    const words = (index: number) => vaultJobUpdates.replace('subscription', `subscription W${index}`);
    const others = await Promise.all(
      Array.from({ length: 20 }, (_, index) => subscribe(gateway.url, words(index), { vaultId: vault.vaultId })),
    );
    for (const other of others) {
      await expect.poll(() => other.events.at(-1)?.data.data.vaultJobUpdates.job.phase).toBe('DONE');
    }
    const { 'glacier.ListJobs': lists, 'glacier.DescribeJob': ends } = await callsOf(gateway);
    expect(lists).toBeLessThanOrEqual(2);
    expect(ends).toBe(1);
    for (const other of others) other.cut();
  });
});
