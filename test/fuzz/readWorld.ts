// What a caller can learn from the gateway before it attacks: ids, cursors, job ids, archive ids and download links.
import { keys } from './startFuzzedGateway.ts';

export interface World {
  /** Values by what they are: the names of fields and arguments. */
  values: Readonly<Record<string, readonly string[]>>;
  /** Download links. */
  links: readonly string[];
}

const queries = [
  '{ vaults(first: 12) { edges { cursor } pageInfo { endCursor } nodes { id name vaultArn jobs(first: 3) { pageInfo { endCursor } nodes { ... on VaultJob { id jobId } } } } } }',
  '{ batchJobs(first: 6) { pageInfo { endCursor } nodes { id jobId jobArn roleArn } } jobs(first: 10) { pageInfo { endCursor } nodes { id jobId } } }',
  `{ vault(name: "media-masters") { id latestInventory { id jobId output { url } inventory {
     archives(first: 5) { pageInfo { endCursor } nodes { archiveId } } } } } }`,
  `{ jobs(first: 60, filter: { kinds: [INVENTORY_RETRIEVAL, ARCHIVE_RETRIEVAL], outcomes: [SUCCEEDED] }) { nodes {
     ... on ArchiveRetrievalJob { output { url } } ... on InventoryRetrievalJob { output { url } } } } }`,
];

export async function readWorld(url: string): Promise<World> {
  const values: Record<string, string[]> = {};
  const collect = (value: unknown, name = ''): void => {
    if (typeof value === 'string') {
      values[name] ??= [];
      if (!values[name].includes(value)) values[name].push(value);
    } else if (Array.isArray(value)) for (const each of value) collect(each, name);
    else if (typeof value === 'object' && value !== null)
      for (const [key, each] of Object.entries(value)) collect(each, key);
  };
  for (const query of queries) collect(await ask(url, query));
  const { url: links = [], ...others } = values;
  return { values: others, links };
}

/** On a busy machine, AWS can be late. */
const mostTries = 10;

async function ask(url: string, query: string): Promise<unknown> {
  for (let tries = 1; ; tries += 1) {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${keys.fuzzer}` },
      body: JSON.stringify({ query }),
    });
    const { data, errors } = (await response.json()) as { data?: unknown; errors?: unknown };
    if (data && !errors) return data;
    if (tries === mostTries) throw new Error(`the world cannot be read: ${JSON.stringify(errors)}`);
  }
}
