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
  if (typeof after !== 'string' || !existing) return { ...existing, ...incoming, lengths: {} };
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
