// What a look has seen and could not be shared is lost, and is polled for again: not at once and for ever, but not never.
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { gatewayItself } from '../../src/access/caller.ts';
import { createAws } from '../../src/aws/client/createAws.ts';
import { createClock } from '../../src/core/clock.ts';
import { startSimulator } from '../../src/simulator/startSimulator.ts';
import { createMemoryWatchStore } from '../../src/storage/memory/watchStore.ts';
import { createWatches } from '../../src/watch/createWatches.ts';
import type { WatchStore } from '../../src/watch/watchStore.ts';
import { jobsWorld } from '../fleet/world.ts';
import { accountId, region } from '../support/jobRequests.ts';
import { samePaces } from './samePaces.ts';

const account = { accountId, name: null, regions: [region] };

/** A watch on a store that accepts no write until the test says so. */
async function watchOn(kind: 'all' | 'by id') {
  const clock = createClock({ speed: 0 });
  const simulator = await startSimulator({ clock, seed: 'empty' });
  const { url } = simulator;
  const aws = createAws(
    {
      kind: 'LOCAL',
      accounts: [account],
      clock,
      endpoints: () => ({ glacier: url, s3Control: url, sns: url }),
      credentials: () => ({ accessKeyId: accountId, secretAccessKey: 'test' }),
    },
    { attempt: 5_000, call: 5_000 },
  );
  const memory = createMemoryWatchStore();
  const state = { takes: false, refused: 0 };
  const store: WatchStore = {
    ...memory,
    write: async (...args) => {
      if (state.takes) return memory.write(...args);
      state.refused += 1;
      throw new Error('out of reach');
    },
  };
  const live = createWatches({
    store,
    finished: { recall: async () => null, remember: () => undefined },
    clock,
    paces: samePaces({ minSeconds: 5, maxSeconds: 300 }),
    expiringSoonFrom: () => null,
    log: pino({ level: 'silent' }),
    session: (signal) => aws.session(gatewayItself, signal),
    restores: (_, jobs) => jobs,
    random: () => 0.5,
  });
  onTestFinished(async () => {
    live.close();
    await store.close();
    aws.close();
    await simulator.close();
  });
  const job = jobsWorld(simulator).addRetrieval();
  job.end();
  const [{ id: jobId = '' } = {}] = [...(simulator.world.vaults()[0]?.jobs.values() ?? [])];
  const vault = { accountId, region, vaultName: 'fleet' };
  const how = { absent: [], detailed: false };
  const feed = kind === 'all' ? live.vaultJobs(vault) : live.jobs([{ kind: 'GlacierJob', ...vault, jobId }], how);
  const received: string[] = [];
  const open = feed.open(() => {
    for (const { snapshot } of open.after(0)) received.push(snapshot.jobId);
  });
  onTestFinished(() => open.close());
  return { clock, simulator, state, received, jobId };
}

test.each(['all', 'by id'] as const)(
  'an end that could not be shared at first reaches subscribers of jobs (%s) later',
  async (kind) => {
    const { clock, simulator, state, received, jobId } = await watchOn(kind);
    await expect.poll(() => state.refused).toBe(1);
    // Each costs a call of AWS's, so there is a pause between them, and longer ones with time.
    for (const seconds of [10, 20]) {
      const { total } = simulator.calls;
      clock.advance((seconds - 1) * 1000);
      expect(simulator.calls.total).toBe(total);
      clock.advance(1000);
      await expect.poll(() => state.refused).toBe(seconds / 10 + 1);
    }
    state.takes = true;
    clock.advance(40_000);
    await expect.poll(() => received).toEqual([jobId]);
  },
);
