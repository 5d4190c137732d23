// Merges a page of a connection into the pages before it, as Apollo Client stores them. `relayStylePagination` of Apollo Client
// knows edges only; here `nodes` are merged too.

interface Length {
  nodes: number;
  edges: number;
}

export interface StoredPages {
  nodes?: readonly unknown[];
  edges?: readonly unknown[];
  pageInfo?: { endCursor?: string | null };
  /** Cursor -> the length of the list up to it. A page that arrives twice then replaces its earlier copy. */
  lengths?: Readonly<Record<string, Length>>;
}

const none: readonly unknown[] = [];

export function mergePage(
  existing: StoredPages | undefined,
  incoming: StoredPages,
  { args }: { args: Record<string, unknown> | null },
): StoredPages {
  const after = args?.['after'];
  if (typeof after !== 'string' || !existing) return firstPage(existing, incoming);
  const lengths = { ...existing.lengths };
  const { nodes = none, edges = none } = existing;
  const before = lengths[after] ?? { nodes: nodes.length, edges: edges.length };
  lengths[after] = before;
  return {
    ...existing,
    ...incoming,
    ...(incoming.nodes && { nodes: [...nodes.slice(0, before.nodes), ...incoming.nodes] }),
    ...(incoming.edges && { edges: [...edges.slice(0, before.edges), ...incoming.edges] }),
    lengths,
  };
}

/** The list begins anew with it. What it does not select is cut to its length, so that the next page follows both. */
function firstPage(existing: StoredPages | undefined, incoming: StoredPages): StoredPages {
  const length = incoming.nodes?.length ?? incoming.edges?.length;
  // A query of counts alone says nothing of the list.
  if (length === undefined) return { ...existing, ...incoming };
  return {
    ...existing,
    ...(existing?.nodes && { nodes: existing.nodes.slice(0, length) }),
    ...(existing?.edges && { edges: existing.edges.slice(0, length) }),
    ...incoming,
    lengths: {},
  };
}
