// A retrieval that is kept staged by a process that is killed while it starts it again: the next process with the same STATE_DIR
// has exactly one new job, whether AWS had accepted the start or not.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Data } from '../support/startGateway.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { vaultWorld } from '../watch/world.ts';
import { keysOf, openStage, type Stage } from './openStage.ts';
import { dataOf } from './postQuery.ts';
import { urlOf } from './program.ts';

const minute = 60_000;
const [accountId, region] = ['111122223333', 'us-east-1'];
const InitiateJob = 'glacier.InitiateJob';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ seed: 'empty' });
});
afterAll(() => stage?.[Symbol.asyncDispose]());

/** Nothing waits longer than it must for AWS's lists and for lost responses. */
const startOn = (folder: string) =>
  stage.start({
    AWS_ENDPOINT_URL: stage.simulator.url,
    ...keysOf(accountId),
    AWS_REGION: region,
    ALLOW_ANONYMOUS_WRITES: 'on',
    STATE_DIR: folder,
    AWS_ATTEMPT_TIMEOUT_MS: '5000',
    AWS_TIMEOUT_MS: '10000',
    LIST_CONSISTENCY_SECONDS: '1',
    POLL_MAX_SECONDS: '5',
    // A minute after its end, an output expires soon.
    EXPIRING_SOON_SECONDS: '86340',
  });

describe('a kept retrieval of a gateway that is killed', () => {
  test.each(['before', 'after'] as const)(
    '%s AWS has accepted its next start makes one job after a restart',
    { timeout: 300_000 },
    async (when) => {
      await using folder = await temporaryFolder('state');
      const { simulator } = stage;
      const name = `reels-${when}`;
      const { start } = vaultWorld(simulator, name);
      const { world } = simulator;
      const jobs = () => [...(world.location(accountId, region).vaults.get(name)?.jobs.values() ?? [])];
      let first: Data;
      {
        await using gateway = startOn(folder.path);
        const url = await urlOf(gateway);
        const kept = start.replace('archiveId:', 'tier: EXPEDITED, keepStaged: { untilDownloaded: true }, archiveId:');
        first = (await dataOf(url, kept)).initiateArchiveRetrieval.job;
        simulator.calls.reset();
        simulator.faults.set([{ operation: InitiateJob, when, kind: 'delay', delayMilliseconds: 600_000, call: 1 }]);
        const [job] = jobs();
        if (!job) throw new Error('a job');
        // It ended long enough ago to expire soon. A watch that has polled it before waits for a minute: no Expedited retrieval
        // is quicker.
        job.endsAt = world.clock.now() - 2 * minute;
        await expect.poll(() => simulator.calls.count(InitiateJob), { timeout: 150_000 }).toBe(1);
        await expect.poll(() => simulator.faults.waiting, { timeout: 60_000 }).toBe(1);
        gateway.kill('SIGKILL');
        await gateway.ended;
      }
      simulator.faults.release();
      simulator.faults.clear();
      await using gateway = startOn(folder.path);
      const url = await urlOf(gateway);
      const keptNow = async () => {
        const query = `{ node(id: ${JSON.stringify(first.id)}) { ... on ArchiveRetrievalJob { keepStaged { state restages failure { code } } } } }`;
        return (await dataOf(url, query)).node.keepStaged;
      };
      await expect
        .poll(keptNow, { timeout: 240_000, interval: 1_000 })
        .toEqual({ state: 'ACTIVE', restages: 1, failure: null });
      expect(jobs()).toHaveLength(2);
    },
  );
});
