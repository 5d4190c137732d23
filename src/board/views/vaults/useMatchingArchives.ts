// All archives of an inventory that a search matches, page by page.
import { useEffect, useState } from 'preact/hooks';
import { useClient } from '../../client/ClientContext.ts';
import type { FragmentOf, ResultOf } from '../../gql/graphql.ts';
import { type archiveRow, matchingArchives } from './vaultOperations.ts';

export type MatchingArchive = Pick<FragmentOf<typeof archiveRow>, 'archiveId' | 'sizeInBytes'>;

/** Ten pages, each of which costs a call of AWS. */
const mostArchives = 10_000;

export interface MatchingArchives {
  archives: readonly MatchingArchive[];
  /** Whether the inventory was read to its end, or to the largest number. */
  isRead: boolean;
  /** Whether there are more than the largest number. */
  hasMore: boolean;
  /** Why it could not be read. */
  failure: string | null;
}

const nothing: MatchingArchives = { archives: [], isRead: false, hasMore: false, failure: null };

export function useMatchingArchives(inventoryId: string, text: string): MatchingArchives {
  const client = useClient();
  const [state, setState] = useState(nothing);
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    const read = async () => {
      const archives: MatchingArchive[] = [];
      for (let after: string | null = null; ; ) {
        const variables = { id: inventoryId, after, filter: { nameContains: text } };
        const answer = await client.request(matchingArchives, variables, signal);
        const page = pageOf(answer.data);
        const [error] = answer.errors;
        // An incomplete list would be taken for all that match.
        if (!page || error) throw new Error(error?.message ?? 'The inventory cannot be read.');
        archives.push(...page.nodes);
        const { hasNextPage, endCursor } = page.pageInfo;
        const isRead = !hasNextPage || archives.length >= mostArchives;
        if (signal.aborted) return;
        setState({ archives: [...archives], isRead, hasMore: hasNextPage && isRead, failure: null });
        if (isRead) return;
        after = endCursor;
      }
    };
    setState(nothing);
    read().catch((error: Error) => {
      if (!signal.aborted) setState({ ...nothing, failure: error.message });
    });
    return () => controller.abort();
  }, [client, inventoryId, text]);
  return state;
}

const pageOf = ({ node }: ResultOf<typeof matchingArchives>) =>
  node?.__typename === 'Inventory' ? node.archives : null;
