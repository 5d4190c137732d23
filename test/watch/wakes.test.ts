// Watches that are woken: by mutations, and by who comes. A wake is never lost, and many cost few looks.

import { describe, expect, test } from 'vitest';
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
      { operation: 'glacier.ListJobs', call: 1, kind: 'delay', when: 'after', delayMilliseconds: 600 },
    ]);
    gateway.clock.advance(60_000);
    await expect.poll(() => gateway.simulator.calls.count('glacier.ListJobs')).toBe(1);
    const { initiateArchiveRetrieval } = await gateway.data(vault.start);
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

  test('among very many costs few polls, and the last one is seen', async () => {
    await using gateway = await startGateway({ seed: 'empty' });
    const job = batchWorld(gateway.simulator).add();
    await using subscriber = await subscribe(gateway.url, batchJobUpdates);
    await subscriber.take(1);
    await callsOf(gateway);
    const started = performance.now();
    for (let priority = 100; priority < 160; priority += 1) await gateway.data(setPriority(job.jobId, priority));
    const seen = () => subscriber.events.at(-1)?.data.data.batchJobUpdates.job.priority;
    await expect.poll(seen).toBe(159);
    const { 's3control.ListJobs': lists, 's3control.DescribeJob': single } = await callsOf(gateway);
    const elapsed = performance.now() - started;
    expect((lists ?? 0) + ((single ?? 0) - 60)).toBeLessThanOrEqual(3 + elapsed / 250);
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
