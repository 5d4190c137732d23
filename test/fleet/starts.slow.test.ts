// Two instances get the same starts from their callers, and one of them is killed meanwhile. The other one waits until the
// reservations of the killed one have expired.
import { test } from 'vitest';
import type { Fault } from '../../src/simulator/http/fault.ts';
import { zeroContent } from '../../src/simulator/world/content.ts';
import { createRandom } from '../../src/simulator/world/random.ts';
import { accountId, region } from '../support/jobRequests.ts';
import { vaultRef } from '../support/references.ts';
import { trustRedis } from '../support/trustRedis.ts';
import { describeWithFleet, type Instance } from './startFleet.ts';

const InitiateJob = 'glacier.InitiateJob';
const vaults = 25;
const archivesPerCall = 10;
const callsPerVault = 2;
const intents = vaults * callsPerVault * archivesPerCall;

const faults: Fault[] = [
  { operation: InitiateJob, kind: 'reset', when: 'after', share: 0.1 },
  { operation: InitiateJob, kind: '5xx', when: 'after', share: 0.1 },
  { operation: InitiateJob, kind: 'reset', when: 'before', share: 0.03 },
  // Some calls are always in flight.
  { operation: InitiateJob, kind: 'delay', when: 'after', delayMilliseconds: 60 },
  { operation: 'glacier.ListJobs', kind: 'lag', lagMilliseconds: 300 },
];

const query = `mutation ($input: InitiateArchiveRetrievalsInput!) { result: initiateArchiveRetrievals(input: $input) {
  ... on InitiateArchiveRetrievalsPayload { outcomes { archiveId result {
    ... on InitiateArchiveRetrievalPayload { job { jobId } } ... on MutationError { code retryable message } } } }
  ... on MutationError { code message } } }`;

interface Outcome {
  archiveId: string;
  result: { job?: { jobId: string }; code?: string; retryable?: boolean; message?: string };
}

describeWithFleet('starts', (startFleet) => {
  test.concurrent('sent to two instances, of which one is killed meanwhile, make one job each', {
    timeout: 180_000,
  }, async ({ expect, annotate }) => {
    await using fleet = await startFleet({ speed: 1 });
    const { simulator } = fleet;
    const location = simulator.world.location(accountId, region);
    const world = Array.from({ length: vaults }, (_, at) => {
      const vault = simulator.world.addVault(location, `vault-${at}`);
      const add = () => simulator.world.addArchive(vault, { content: zeroContent(1024) }).id;
      return { vault, archives: Array.from({ length: archivesPerCall * callsPerVault }, add) };
    });
    // No call is given up that the simulator is only late to execute: after a second it would count as not executed.
    const quick = { LIST_CONSISTENCY_SECONDS: '1', AWS_ATTEMPT_TIMEOUT_MS: '10000', AWS_TIMEOUT_MS: '30000' };
    const [one, other] = await Promise.all([fleet.start(quick), fleet.start(quick)]);
    await trustRedis(fleet.redis);
    simulator.faults.set(faults.map((fault) => ({ ...fault, seed: 'fleet' })));

    const ask = async (instance: Instance, input: object): Promise<Outcome[] | null> => {
      const response = await fetch(instance.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables: { input } }),
      }).catch(() => null);
      const { data, errors } = (await response?.json().catch(() => null)) ?? {};
      if (errors && errors[0].extensions.code !== 'SERVICE_UNAVAILABLE') throw new Error(JSON.stringify(errors));
      return data?.result?.outcomes ?? null;
    };
    const random = createRandom('fleet');
    let isKilled = false;
    const jobIds = new Map<string, string>();
    const codes: Record<string, number> = {};
    const start = async (vaultName: string, archives: readonly string[], idempotencyKey: string) => {
      const open = new Set(archives);
      while (open.size > 0) {
        const instances = isKilled ? [other] : random() < 0.3 ? [one, other] : [random() < 0.5 ? one : other];
        const answers = await Promise.all(
          instances.map((instance) =>
            ask(instance, { vault: vaultRef(vaultName), archiveIds: [...open], idempotencyKey }),
          ),
        );
        for (const { archiveId, result } of answers.flatMap((outcomes) => outcomes ?? [])) {
          const { job, code = 'started', retryable, message } = result;
          codes[code] = (codes[code] ?? 0) + 1;
          if (!job && !retryable) throw new Error(`${archiveId}: ${code}: ${message}`);
          if (!job) continue;
          expect(jobIds.get(archiveId) ?? job.jobId).toBe(job.jobId);
          jobIds.set(archiveId, job.jobId);
          open.delete(archiveId);
        }
      }
    };
    const all = Promise.all(
      world.flatMap(({ vault, archives }) =>
        Array.from({ length: callsPerVault }, (_, call) =>
          start(vault.name, archives.slice(call * archivesPerCall, (call + 1) * archivesPerCall), `order ${call}`),
        ),
      ),
    );
    await expect.poll(() => simulator.calls.count(InitiateJob), { interval: 5 }).toBeGreaterThan(intents / 3);
    one.kill('SIGKILL');
    isKilled = true;
    await all;

    const jobs = world.flatMap(({ vault }) => [...vault.jobs.values()]);
    await annotate(
      `${intents} intents, ${simulator.calls.count(InitiateJob)} InitiateJob, ${jobs.length} jobs; ${JSON.stringify(codes)}`,
    );
    expect(jobIds.size).toBe(intents);
    expect(new Set(jobIds.values())).toEqual(new Set(jobs.map(({ id }) => id)));
    expect(jobs).toHaveLength(intents);
  });
});
