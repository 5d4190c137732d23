// Pages of an inventory as a client requests them, one after another.
import { Agent } from 'node:http';
import { ask, type Query } from '../load.ts';
import type { Job } from './stage.ts';

const fields = 'archiveId archiveDescription creationDate sizeInBytes sha256TreeHash';

export interface Filter {
  minSizeInBytes?: number;
  nameContains?: string;
}

export interface PageQuery {
  first: number;
  after?: string | null;
  filter?: Filter;
  /** The fields of each archive; all fields if omitted, none if empty. */
  select?: string;
}

export interface Page {
  nodes?: unknown[];
  pageInfo: { hasNextPage: boolean; endCursor: string };
}

export const pageQuery = (job: Job, { first, after = null, filter, select = fields }: PageQuery): Query => ({
  query: `query ($id: ID!, $first: Int!, $after: String, $filter: InventoryArchiveFilter) {
    node(id: $id) {
      ... on InventoryRetrievalJob {
        inventory {
          archives(first: $first, after: $after, filter: $filter) {
            ${select && `nodes { ${select} }`}
            pageInfo { hasNextPage endCursor }
          }
        }
      }
    }
  }`,
  variables: { id: job.id, first, after, filter: filter ?? null },
});

export async function askPage(url: string, job: Job, query: PageQuery, agent?: Agent): Promise<Page> {
  const data = await ask<{ node: { inventory: { archives: Page } } }>(url, pageQuery(job, query), agent);
  return data.node.inventory.archives;
}

/** Reads to the end of the inventory on one keep-alive connection; returns the number of archives. */
export async function walk(url: string, job: Job, query: PageQuery): Promise<number> {
  const agent = new Agent({ keepAlive: true });
  let found = 0;
  let after: string | null = null;
  do {
    const { nodes = [], pageInfo }: Page = await askPage(url, job, { ...query, after }, agent);
    found += nodes.length;
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null);
  agent.destroy();
  return found;
}
