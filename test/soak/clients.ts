// The clients of the soak test: they start retrievals and follow them to their end, watch a vault and read, until it is over.
import { setTimeout as sleep } from 'node:timers/promises';
import { vaultRef } from '../support/references.ts';
import { subscribe } from '../support/subscribe.ts';
import { type Followed, followJob } from './followJob.ts';
import { sendQuery } from './sendQuery.ts';
import type { Processes } from './startProcesses.ts';

export const vaultName = 'archive-of-millions';

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

/**
 * How long clients continue what they began once nothing fails any more, in milliseconds: after the last end of Redis starts wait
 * for 70 s, and then their jobs run for less than 40 s. Before that they are never too late.
 */
export const patience = 180_000;

export interface Vault {
  id: string;
  archiveIds: string[];
}

/** What the clients work with. A busy machine can need more than one request. */
export async function readVault(processes: Processes): Promise<Vault> {
  const query = `{ vault(name: "${vaultName}") {
    id latestInventory { inventory { archives(first: 1000) { nodes { archiveId } } } }
  } }`;
  for (;;) {
    try {
      const { id, latestInventory } = (await sendQuery(processes.url(0), query)).vault;
      const { nodes } = latestInventory.inventory.archives;
      return { id, archiveIds: nodes.map(({ archiveId }: { archiveId: string }) => archiveId) };
    } catch (error) {
      process.stdout.write(`not ready yet: ${error}\n`);
      await sleep(1_000);
    }
  }
}

export interface Intent {
  key: string;
  job: { id: string; jobId: string } | null;
  followed: Promise<Followed> | null;
}

export interface Load {
  intents: Intent[];
  /** How many queries were answered. */
  queries: number;
  /** How often a client was refused, by reason. */
  refused: Map<string, number>;
}

export async function runClients(
  processes: Processes,
  vault: Vault,
  isOver: AbortSignal,
  isTooLate: AbortSignal,
): Promise<Load> {
  const load: Load = { intents: [], queries: 0, refused: new Map() };
  const refused = (error: unknown) => {
    const reason = error instanceof Error ? (error.name === 'Error' ? error.message : error.name) : String(error);
    load.refused.set(reason, (load.refused.get(reason) ?? 0) + 1);
  };

  const readEndlessly = async (client: number) => {
    for (let turn = client; !isOver.aborted; turn += 1) {
      try {
        await sendQuery(processes.url(turn), queries[turn % queries.length] ?? '');
        load.queries += 1;
      } catch (error) {
        refused(error);
        await sleep(100);
      }
    }
  };

  /** Subscribers of a whole vault that connect and disconnect. */
  const watchEndlessly = async (client: number) => {
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
  };

  /** One paid start, repeated with its key by an impatient client until it gets a definite result. Its job is then followed. */
  const intend = async (number: number, archiveId: string): Promise<Intent> => {
    const key = `soak-${process.pid}-${number}`;
    const input = { vault: vaultRef(vaultName), archiveId, tier: 'STANDARD', idempotencyKey: key };
    for (let turn = number; !isTooLate.aborted; turn += 1) {
      try {
        const { initiateArchiveRetrieval: answer } = await sendQuery(processes.url(turn), start, { input });
        if (answer.job)
          return { key, job: answer.job, followed: followJob(processes, answer.job.id, number, isTooLate) };
        refused(new Error(answer.code));
      } catch (error) {
        refused(error);
      }
      await sleep(500);
    }
    return { key, job: null, followed: null };
  };

  const startEndlessly = async () => {
    const { archiveIds } = vault;
    const intents: Promise<Intent>[] = [];
    for (let number = 0; !isOver.aborted; number += 1) {
      intents.push(intend(number, archiveIds[number % archiveIds.length] ?? ''));
      await sleep(1_000);
    }
    load.intents = await Promise.all(intents);
  };

  await Promise.all([
    startEndlessly(),
    ...Array.from({ length: 4 }, (_, client) => readEndlessly(client)),
    ...Array.from({ length: 60 }, (_, client) => watchEndlessly(client)),
  ]);
  return load;
}
