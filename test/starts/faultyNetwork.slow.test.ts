// A thousand starts over a network that loses, corrupts, delays or refuses a third of the calls. Callers disconnect, send
// duplicates, and retry until they have an answer. The jobs at AWS decide.

import { expect, test } from 'vitest';
import { createClock } from '../../src/core/clock.ts';
import type { Fault } from '../../src/simulator/http/fault.ts';
import { startSimulator } from '../../src/simulator/startSimulator.ts';
import { zeroContent } from '../../src/simulator/world/content.ts';
import { createRandom } from '../../src/simulator/world/random.ts';
import { vaultRef } from '../support/references.ts';
import { startGateway } from '../support/startGateway.ts';
import { passTime } from './passTime.ts';

const InitiateJob = 'glacier.InitiateJob';
const vaults = 40;
const singlesPerVault = 5;
const archivesPerVault = 20;

/** Each fault affects its share of the calls; together, three in ten InitiateJob calls. */
const storm: Fault[] = [
  { operation: InitiateJob, kind: 'reset', when: 'after', share: 0.06 },
  { operation: InitiateJob, kind: 'reset', when: 'before', share: 0.03 },
  { operation: InitiateJob, kind: '5xx', when: 'after', share: 0.05 },
  { operation: InitiateJob, kind: 'error', code: 'ServiceUnavailableException', status: 503, share: 0.02 },
  { operation: InitiateJob, kind: 'garbage', when: 'after', status: 500, share: 0.03 },
  { operation: InitiateJob, kind: 'error', code: 'none', status: 202, when: 'after', share: 0.03 },
  { operation: InitiateJob, kind: 'delay', delayMilliseconds: 700, when: 'after', share: 0.01 },
  { operation: InitiateJob, kind: 'throttle', share: 0.08 },
  { operation: 'glacier.ListJobs', kind: '5xx', share: 0.05 },
  { operation: 'glacier.ListJobs', kind: 'lag', lagMilliseconds: 8_000, share: 0.5 },
];

const result = `__typename
  ... on InitiateArchiveRetrievalPayload { job { jobId } }
  ... on MutationError { code retryable }`;

const single = `mutation ($input: InitiateArchiveRetrievalInput!) { result: initiateArchiveRetrieval(input: $input) { ${result} } }`;
const bulk = `mutation ($input: InitiateArchiveRetrievalsInput!) { result: initiateArchiveRetrievals(input: $input) {
  ... on InitiateArchiveRetrievalsPayload { outcomes { archiveId result { ${result} } } }
  ... on MutationError { code retryable } } }`;

interface Result {
  job?: { jobId: string };
  code?: string;
  retryable?: boolean;
}

test('1,000 starts through a faulty network make 1,000 jobs, and every caller gets its own', {
  timeout: 120_000,
}, async ({ annotate }) => {
  const clock = createClock({ speed: 0, startAt: Date.UTC(2026, 0, 15, 12) });
  const simulator = await startSimulator({ clock, seed: 'empty' });
  const location = simulator.world.location('111122223333', 'us-east-1');
  const random = createRandom('storm');
  const vaultsWithArchives = Array.from({ length: vaults }, (_, at) => {
    const vault = simulator.world.addVault(location, `vault-${at}`);
    const archives = Array.from(
      { length: archivesPerVault },
      () => simulator.world.addArchive(vault, { content: zeroContent(1024), createdAt: 0 }).id,
    );
    return { vault, archives };
  });
  await using gateway = await startGateway({
    beside: { simulator, clock },
    startClock: clock,
    AWS_ATTEMPT_TIMEOUT_MS: 400,
    AWS_TIMEOUT_MS: 5_000,
    SNS_TOPICS: undefined,
  });
  simulator.faults.set(storm.map((fault) => ({ ...fault, seed: 'storm' })));

  const send = (query: string, input: object, signal?: AbortSignal): Promise<Result & { outcomes?: Outcome[] }> =>
    gateway.query(query, { input }, signal).then(({ data, errors }) => {
      // On a busy machine the gateway may refuse a call.
      const code = errors?.[0]?.extensions.code;
      if (code === 'SERVICE_UNAVAILABLE') return { code, retryable: true };
      if (errors) throw new Error(JSON.stringify(errors));
      return data.result;
    });
  interface Outcome {
    archiveId: string;
    result: Result;
  }

  let sent = 0;
  const jobIds = new Map<string, string>();
  const kinds: Record<string, number> = {};
  const record = (intent: string, { job, code = 'started', retryable = false }: Result): boolean => {
    kinds[code] = (kinds[code] ?? 0) + 1;
    if (!job && !retryable) throw new Error(`${intent} ended as ${code}`);
    if (!job) return false;
    if (jobIds.has(intent) && jobIds.get(intent) !== job.jobId) throw new Error(`${intent} got two jobs`);
    jobIds.set(intent, job.jobId);
    return true;
  };
  /** Sometimes a caller disconnects before the answer, or sends a duplicate at the same time. */
  const sendUnreliably = async (query: string, input: object) => {
    sent += 1;
    const chance = random();
    if (chance < 0.15) {
      const disconnect = AbortSignal.timeout(Math.floor(random() * 20));
      await send(query, input, disconnect).catch((error: Error) => {
        if (!disconnect.aborted) throw error;
      });
    }
    const [first, second] = await Promise.all([send(query, input), chance > 0.85 ? send(query, input) : null]);
    return [first, ...(second ? [second] : [])];
  };
  /** A caller without an answer retries after a pause. */
  const pause = () => new Promise<void>((resolve) => void clock.after(15_000, resolve));
  const one = async (at: number, number: number) => {
    const { vault, archives } = vaultsWithArchives[at] ?? never();
    const intent = `${vault.name} single ${number}`;
    const archiveId = archives[number % archives.length];
    const input = { vault: vaultRef(vault.name), archiveId, description: intent, idempotencyKey: intent };
    for (let isDone = false; !isDone; ) {
      for (const answer of await sendUnreliably(single, input)) isDone = record(intent, answer) || isDone;
      if (!isDone) await pause();
    }
  };
  const many = async (at: number) => {
    const { vault, archives } = vaultsWithArchives[at] ?? never();
    const description = `${vault.name} bulk`;
    const input = { vault: vaultRef(vault.name), description, idempotencyKey: description };
    const open = new Set(archives);
    while (open.size > 0) {
      for (const { outcomes } of await sendUnreliably(bulk, { ...input, archiveIds: [...open] })) {
        for (const { archiveId, result: its } of outcomes ?? []) {
          if (record(`${description} ${archiveId}`, its)) open.delete(archiveId);
        }
      }
      if (open.size > 0) await pause();
    }
  };

  const all = vaultsWithArchives.flatMap((_, at) => [
    many(at),
    ...Array.from({ length: singlesPerVault }, (__, number) => one(at, number)),
  ]);
  await passTime(clock, () => simulator.calls.total + sent, Promise.all(all));
  const intents = vaults * (singlesPerVault + archivesPerVault);
  const jobs = vaultsWithArchives.flatMap(({ vault }) => [...vault.jobs.values()].map((job) => ({ vault, job })));
  await annotate(
    `${intents} intents, ${sent} calls, ${simulator.calls.count(InitiateJob)} InitiateJob, ${simulator.calls.count('glacier.ListJobs')} ListJobs, ${jobs.length} jobs; ${JSON.stringify(kinds)}`,
  );
  expect(jobIds.size).toBe(intents);
  expect(new Set(jobIds.values())).toEqual(new Set(jobs.map(({ job }) => job.id)));
  expect(jobs).toHaveLength(intents);
  await simulator.close();
});

const never = (): never => {
  throw new Error('there is no such vault');
};
