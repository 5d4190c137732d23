// Two instances get the same starts while their Redis loses what it knows, again and again, and instances are killed and
// started. AWS's list lags and responses are lost.
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'vitest';
import type { Fault } from '../../src/simulator/http/fault.ts';
import { zeroContent } from '../../src/simulator/world/content.ts';
import { createRandom } from '../../src/simulator/world/random.ts';
import { accountId, region } from '../support/jobRequests.ts';
import { vaultRef } from '../support/references.ts';
import type { TestRedis } from '../support/startRedis.ts';
import { describeWithFleet, type Instance } from './startFleet.ts';

const InitiateJob = 'glacier.InitiateJob';
const keys = 24;

/**
 * So many times a client sends its start after the last loss, at least 0.2 s apart. An instance certainly sends it after 7.5 s, and
 * three of ten responses are lost. On a slow machine the attempts take longer, so their number stays the same.
 */
const lastAttempts = 200;

const faults: Fault[] = [
  { operation: InitiateJob, kind: 'reset', when: 'after', share: 0.3, seed: 'lost' },
  { operation: InitiateJob, kind: 'reset', when: 'before', share: 0.1, seed: 'lost' },
  { operation: 'glacier.ListJobs', kind: 'lag', lagMilliseconds: 900 },
];

/** The shortest times: an instance knows after 1 s + 1.5 s + 5 s that its Redis has forgotten nothing that matters. */
const quick = { LIST_CONSISTENCY_SECONDS: '1', AWS_ATTEMPT_TIMEOUT_MS: '500', AWS_TIMEOUT_MS: '1500' };

const losses: ((redis: TestRedis) => Promise<void>)[] = [
  async ({ client }) => void (await client.flushall()),
  async (redis) => {
    await redis.kill();
    await redis.start();
  },
  async (redis) => {
    await redis.client.save();
    await sleep(500);
    await redis.kill();
    await redis.start();
  },
];

const query = `mutation ($input: InitiateArchiveRetrievalInput!) { result: initiateArchiveRetrieval(input: $input) {
  ... on InitiateArchiveRetrievalPayload { job { jobId } } ... on MutationError { code retryable message } } }`;

describeWithFleet('starts', (startFleet) => {
  // The timeout is for what hangs.
  test('whose reservations are lost again and again make one job each', { timeout: 600_000 }, async ({
    expect,
    annotate,
  }) => {
    await using fleet = await startFleet({ speed: 1 });
    const { simulator } = fleet;
    const vault = simulator.world.addVault(simulator.world.location(accountId, region), 'lost');
    const archives = Array.from(
      { length: keys },
      () => simulator.world.addArchive(vault, { content: zeroContent(1024) }).id,
    );
    simulator.faults.set(faults);
    const instances: Instance[] = await Promise.all([fleet.start(quick), fleet.start(quick)]);
    const random = createRandom('lost reservations');
    const codes: Record<string, number> = {};
    const lastCodes = new Map<string, string>();
    const jobIds = new Map<string, string>();

    const ask = async (instance: Instance, archiveId: string) => {
      const input = { vault: vaultRef('lost'), archiveId, idempotencyKey: archiveId };
      const response = await fetch(instance.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables: { input } }),
        signal: AbortSignal.timeout(30_000),
      }).catch((error: Error) => error);
      const isLate = response instanceof Error && response.name === 'TimeoutError';
      const { data } = response instanceof Error ? {} : ((await response.json().catch(() => null)) ?? {});
      const none = isLate ? 'no answer in 30 s' : 'no answer';
      const { job, code = job ? 'started' : none, retryable, message } = data?.result ?? {};
      codes[code] = (codes[code] ?? 0) + 1;
      lastCodes.set(archiveId, `${code} ${message ?? ''}`);
      if (data?.result && !job && !retryable) throw new Error(`${archiveId}: ${code}: ${message}`);
      if (!job) return;
      expect(jobIds.get(archiveId) ?? job.jobId).toBe(job.jobId);
      jobIds.set(archiveId, job.jobId);
    };
    // Each client goes on after it has its job, so that a start that was answered is repeated after a loss, too.
    let isOver = false;
    const client = async (archiveId: string) => {
      for (let left = lastAttempts; !isOver || (!jobIds.has(archiveId) && left > 0); left -= isOver ? 1 : 0) {
        const instance = instances[random() < 0.5 ? 0 : 1] as Instance;
        await ask(instance, archiveId);
        await sleep(200 + random() * 400);
      }
    };
    const clients = Promise.all(archives.map(client));
    for (let round = 0; round < 6; round += 1) {
      // Sometimes long enough for starts to be sent.
      await sleep(round % 2 === 0 ? 10_000 : 1_500);
      await losses[round % losses.length]?.(fleet.redis);
      if (round % 2 === 1) {
        const index = Math.floor(random() * 2);
        instances[index]?.kill('SIGKILL');
        instances[index] = await fleet.start(quick);
      }
    }
    isOver = true;
    await clients;
    const jobs = [...vault.jobs.values()];
    await annotate(`${jobs.length} jobs, ${simulator.calls.count(InitiateJob)} InitiateJob; ${JSON.stringify(codes)}`);
    // With the reasons of those that have no job.
    expect(archives.filter((id) => !jobIds.has(id)).map((id) => lastCodes.get(id))).toEqual([]);
    expect(new Set(jobIds.values())).toEqual(new Set(jobs.map(({ id }) => id)));
    expect(jobs).toHaveLength(keys);
  });
});
