// npm run soak [-- --minutes 10]: gateways under mixed load, while Redis and gateways are killed, AWS fails or returns nonsense,
// credentials are slow and the machine is busy. The exit code is 1 if a job was started twice, a final event was lost, a gateway
// hung, credentials were fetched twice at once, or memory grows. Linux only, with redis-server.

import { parseArgs } from 'node:util';
import { vaultRef } from '../support/references.ts';
import { subscribe } from '../support/subscribe.ts';
import { type Followed, followJob } from './followJob.ts';
import { makeMischief } from './mischief.ts';
import { sendQuery } from './sendQuery.ts';
import { type Processes, startProcesses } from './startProcesses.ts';
import { watchLiveness } from './watchLiveness.ts';

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '10' } } });
const duration = Number(values.minutes) * 60_000;

const say = (text: string) => process.stdout.write(`${text}\n`);
const sleep = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));
const vaultName = 'archive-of-millions';

const queries = [
  '{ jobs(first: 20) { nodes { id phase creationDate } sources { status } } }',
  `{ vault(name: "${vaultName}") { numberOfArchives jobs(first: 50) { nodes { ... on VaultJob { id phase } } } } }`,
  '{ vaults(first: 10) { nodes { name tags { key value } jobs(first: 5) { nodes { ... on VaultJob { jobId } } } } } }',
  '{ batchJobs(first: 20) { nodes { id status jobDescription } } }',
  `{ vault(name: "${vaultName}") { latestInventory { inventory { archives(first: 100) { nodes { name sizeInBytes } } } } } }`,
];

const start = `mutation ($input: InitiateArchiveRetrievalInput!) { initiateArchiveRetrieval(input: $input) {
  ... on InitiateArchiveRetrievalPayload { job { id jobId } } ... on MutationError { code retryable }
} }`;

const ending = new AbortController();
const isOver = ending.signal;
/** How long a client continues what it began in time. */
const patience = 60_000;

const answered = { queries: 0, refused: new Map<string, number>() };
const refused = (error: unknown) => {
  const reason = error instanceof Error ? (error.name === 'Error' ? error.message : error.name) : String(error);
  answered.refused.set(reason, (answered.refused.get(reason) ?? 0) + 1);
};

async function readEndlessly(processes: Processes, client: number): Promise<void> {
  for (let turn = client; !isOver.aborted; turn += 1) {
    try {
      await sendQuery(processes.url(turn), queries[turn % queries.length] ?? '');
      answered.queries += 1;
    } catch (error) {
      refused(error);
      await sleep(100);
    }
  }
}

/** Subscribers of a whole vault that connect and disconnect. */
async function watchEndlessly(processes: Processes, client: number, vault: Vault): Promise<void> {
  const query =
    'subscription ($id: ID!) { vaultJobUpdates(vault: { id: $id }) { job { ... on VaultJob { id phase } } } }';
  for (let turn = client; !isOver.aborted; turn += 1) {
    try {
      const stream = await subscribe(processes.url(turn), query, { id: vault.id });
      await Promise.race([stream.ended, sleep(5_000 + 200 * client)]);
      stream.cut();
    } catch {
      await sleep(300);
    }
  }
}

interface Vault {
  id: string;
  archiveIds: string[];
}

/** What the clients work with. A busy machine can need more than one request. */
async function readVault(processes: Processes): Promise<Vault> {
  const query = `{ vault(name: "${vaultName}") {
    id latestInventory { inventory { archives(first: 1000) { nodes { archiveId } } } }
  } }`;
  for (;;) {
    try {
      const { id, latestInventory } = (await sendQuery(processes.url(0), query)).vault;
      const { nodes } = latestInventory.inventory.archives;
      return { id, archiveIds: nodes.map(({ archiveId }: { archiveId: string }) => archiveId) };
    } catch (error) {
      say(`not ready yet: ${error}`);
      await sleep(1_000);
    }
  }
}

interface Intent {
  key: string;
  job: { id: string; jobId: string } | null;
  followed: Promise<Followed> | null;
}

/** One paid start, repeated with its key by an impatient client until it gets a definite result. */
async function intend(processes: Processes, number: number, archiveId: string): Promise<Intent> {
  const key = `soak-${process.pid}-${number}`;
  const input = { vault: vaultRef(vaultName), archiveId, tier: 'STANDARD', idempotencyKey: key };
  const until = AbortSignal.timeout(2 * patience);
  for (let turn = number; !until.aborted; turn += 1) {
    try {
      const { initiateArchiveRetrieval: answer } = await sendQuery(processes.url(turn), start, { input });
      if (answer.job) return { key, job: answer.job, followed: followJob(processes, answer.job.id, number, until) };
      refused(new Error(answer.code));
    } catch (error) {
      refused(error);
    }
    await sleep(500);
  }
  return { key, job: null, followed: null };
}

async function startEndlessly(processes: Processes, { archiveIds }: Vault): Promise<Intent[]> {
  const intents: Promise<Intent>[] = [];
  for (let number = 0; !isOver.aborted; number += 1) {
    intents.push(intend(processes, number, archiveIds[number % archiveIds.length] ?? ''));
    await sleep(1_000);
  }
  return Promise.all(intents);
}

async function watchMemory(processes: Processes): Promise<number[]> {
  const samples: number[] = [];
  for (; !isOver.aborted; await sleep(5_000)) samples.push(processes.memory(0));
  return samples;
}

const median = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? 0;
const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;

await using processes = await startProcesses(3);
const vault = await readVault(processes);
setTimeout(() => ending.abort(), duration);
const startedAt = Date.now();
const [intents, mischief, liveness, memory] = await Promise.all([
  startEndlessly(processes, vault),
  makeMischief(processes, { isOver, each: Math.min(8_000, duration / 16) }),
  watchLiveness(processes, isOver),
  watchMemory(processes),
  ...Array.from({ length: 4 }, (_, client) => readEndlessly(processes, client)),
  ...Array.from({ length: 60 }, (_, client) => watchEndlessly(processes, client, vault)),
]);

processes.hostileAws.become(null);

const faults: string[] = [];
const followed = await Promise.all(intents.map((intent) => intent.followed));
for (const [at, { key, job }] of intents.entries()) {
  if (job === null) faults.push(`${key}: no job in ${(2 * patience) / 1000} s`);
  else if (followed[at]?.ends !== 1) faults.push(`${key}: its end was told ${followed[at]?.ends} times`);
}
const jobIds = new Set(intents.flatMap(({ job }) => (job ? [job.jobId] : [])));
if (jobIds.size !== intents.filter(({ job }) => job).length) faults.push('two keys have one job');
const retrievals: { jobId: string; archiveId: string; creationDate: string }[] = [];
for (let after: string | null = null; ; ) {
  const answer = await sendQuery(
    processes.url(0),
    `query ($after: String) { vault(name: "${vaultName}") { jobs(first: 1000, after: $after) {
      nodes { ... on ArchiveRetrievalJob { jobId archiveId creationDate } } pageInfo { hasNextPage endCursor }
    } } }`,
    { after },
  );
  const { nodes, pageInfo } = answer.vault.jobs;
  retrievals.push(...nodes.filter(({ jobId }: { jobId?: string }) => jobId !== undefined));
  if (!pageInfo.hasNextPage) break;
  after = pageInfo.endCursor;
}
const begunAt = processes.simulatedAt(startedAt);
const secondsOf = (date: string) =>
  Math.round((Date.parse(date) - begunAt) / (processes.simulatedAt(1_000) - processes.simulatedAt(0)));
// The demo world has one retrieval there from the start.
const made = retrievals.filter(({ creationDate }) => Date.parse(creationDate) >= begunAt);
for (const { archiveId, creationDate } of made.filter(({ jobId }) => !jobIds.has(jobId))) {
  faults.push(`a retrieval that nobody was told of, made at ${secondsOf(creationDate)} s`);
  for (const line of processes.audit.filter((each) => each.includes(archiveId))) {
    const { time, pid, result, awsRequestId, what } = JSON.parse(line);
    const at = Math.round((time - startedAt) / 1000);
    faults.push(
      `  its archive at ${at} s: ${result} of gateway ${pid}, ${awsRequestId ?? 'no call'}, ${what.jobId ?? 'no job'}`,
    );
  }
}
if (made.length < jobIds.size) faults.push(`${jobIds.size - made.length} jobs are missing from the list`);

const third = Math.ceil(memory.length / 3);
const early = median(memory.slice(third, 2 * third));
const late = median(memory.slice(2 * third));
if (late > early * 1.15 + 10e6) faults.push('memory grows');
for (const url of new Set(liveness.hung)) faults.push(`${url} did not answer its liveness probe`);
const runs = await processes.credentials.runs();
if (runs.overlapping > 0)
  faults.push(`${runs.overlapping} runs of the credential process beside another one of the same gateway`);

const streams = followed.reduce((sum, each) => sum + (each?.streams ?? 0), 0);
say(`${intents.length} starts, ${jobIds.size} jobs, ${streams} streams to follow them; ${answered.queries} queries`);
say(`refused: ${[...answered.refused].map(([reason, times]) => `${times} ${reason}`).join(', ') || 'none'}`);
say(`mischief: ${mischief.map(({ name, at }) => `${name} at ${Math.round((at - startedAt) / 1000)} s`).join(', ')}`);
say(`responses changed: ${[...processes.hostileAws.changed].map(([kind, times]) => `${times} ${kind}`).join(', ')}`);
say(
  `slowest liveness probe: ${Math.round(liveness.slowest)} ms; the credential process ran ${runs.all} times, 6 s each`,
);
say(
  `memory of the gateway that lived through it: ${megabytes(early)} in the middle third, ${megabytes(late)} in the last`,
);
say(
  `  ${memory
    .filter((_, at) => at % Math.ceil(memory.length / 12) === 0)
    .map(megabytes)
    .join(', ')}`,
);
for (const fault of faults) say(`FAULT ${fault}`);
say(faults.length === 0 ? 'nothing lost, nothing twice' : `${faults.length} faults`);
process.exitCode = faults.length === 0 ? 0 : 1;
