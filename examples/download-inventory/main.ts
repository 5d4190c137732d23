// Gets the inventory of a vault into a file. Usage: main.ts ACCOUNT REGION VAULT [FILE]
import { readFile, writeFile } from 'node:fs/promises';
import { createClient } from 'graphql-sse';

interface Job {
  id: string;
  phase: string;
  outcome: string | null;
  statusMessage: string | null;
  expectedCompletion: { latest: string } | null;
}

interface Result {
  output: { url: string; sizeInBytes: number | null } | null;
  vault: { numberOfArchives: number | null; lastInventoryDate: string | null };
}

const [accountId, region, name, file = 'inventory.json'] = process.argv.slice(2);
const { GATEWAY_URL: url = 'http://127.0.0.1:4000/graphql', API_KEY: key } = process.env;
const client = createClient({ url, ...(key ? { headers: { authorization: `Bearer ${key}` } } : {}) });

/** The results of an operation: one of a query or a mutation, many of a subscription. */
async function* run<Data>(query: string, variables: Record<string, unknown>): AsyncGenerator<Data> {
  for await (const { data, errors } of client.iterate<Data>({ query, variables })) {
    if (errors || !data) throw new Error(errors?.map(({ message }) => message).join(' '));
    yield data;
  }
}

async function ask<Data>(query: string, variables: Record<string, unknown>): Promise<Data> {
  for await (const data of run<Data>(query, variables)) return data;
  throw new Error('The gateway did not answer.');
}

const fields = 'id phase outcome statusMessage expectedCompletion { latest }';

/** Starts a retrieval unless there is a recent inventory, or a job that makes one. */
async function ensureInventory(): Promise<Job> {
  const { ensureInventory } = await ask<{ ensureInventory: { job: Job } | { message: string } }>(
    `mutation ($input: EnsureInventoryInput!) {
      ensureInventory(input: $input) { ... on EnsureInventoryPayload { job { ${fields} } } ... on MutationError { message } }
    }`,
    { input: { vault: { address: { accountId, region, name } }, maxAgeSeconds: 86_400 } },
  );
  if ('message' in ensureInventory) throw new Error(ensureInventory.message);
  return ensureInventory.job;
}

/** Waits for the end. A gateway that shuts down completes the subscription: another one continues it. */
async function follow(job: Job): Promise<void> {
  const query = `subscription ($ids: [ID!]!) { jobUpdates(ids: $ids) { job { ... on InventoryRetrievalJob { ${fields} } } } }`;
  let last = job;
  while (last.phase !== 'DONE') {
    for await (const { jobUpdates } of run<{ jobUpdates: { job: Job } }>(query, { ids: [job.id] })) {
      last = jobUpdates.job;
      console.log(last.phase, last.expectedCompletion ? `until ${last.expectedCompletion.latest} at the latest` : '');
    }
  }
  if (last.outcome !== 'SUCCEEDED') throw new Error(`${last.outcome}: ${last.statusMessage}`);
}

async function download(id: string): Promise<void> {
  const query = `query ($id: ID!) { node(id: $id) { ... on InventoryRetrievalJob {
    output { url sizeInBytes } vault { numberOfArchives lastInventoryDate }
  } } }`;
  const { output, vault } = (await ask<{ node: Result }>(query, { id })).node;
  const { ok, status, body } = await fetch(output?.url ?? '');
  if (!ok || !body) throw new Error(`The download was refused with status ${status}.`);
  await writeFile(file, body);
  const bytes = await readFile(file);
  if (bytes.length !== output?.sizeInBytes) throw new Error(`${bytes.length} bytes came of ${output?.sizeInBytes}.`);
  // AWS has no checksum of inventories. If there is no newer one, the vault has the number of its archives.
  const { InventoryDate, ArchiveList }: { InventoryDate: string; ArchiveList: unknown[] } = JSON.parse(String(bytes));
  const isNewest = Date.parse(InventoryDate) === Date.parse(vault.lastInventoryDate ?? '');
  if (isNewest && ArchiveList.length !== vault.numberOfArchives) throw new Error('The inventory is not complete.');
  console.log(`${file}: ${ArchiveList.length} archives${isNewest ? ', complete' : ''}`);
}

const job = await ensureInventory();
await follow(job);
await download(job.id);
