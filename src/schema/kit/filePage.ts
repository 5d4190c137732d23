// A page of a connection over a file, whose positions are bytes of it. A search may end far after the last item that it found.
import type { SkippedRecords } from '../../core/skippedRecords.ts';
import { type CursorPosition, encodeCursor } from './cursor.ts';
import { CursorEdge } from './cursorEdge.ts';
import type { Connection, Edge } from './readConnection.ts';

export interface FilePageOf<T> {
  /** Identifies the list and its filter; cursors are bound to it. */
  scope: string;
  nodes: T[];
  /** The position after each of them. */
  positions: readonly CursorPosition[];
  /** Where the next page starts; null at the end. */
  next: CursorPosition | null;
  hasPreviousPage: boolean;
  skipped: SkippedRecords;
}

export class FilePage<T> implements Connection<T> {
  readonly edges: Edge<T>[];
  readonly nodes: T[];
  readonly skipped: SkippedRecords;
  readonly pageInfo: Connection<T>['pageInfo'];

  constructor({ scope, nodes, positions, next, hasPreviousPage, skipped }: FilePageOf<T>) {
    this.nodes = nodes;
    this.edges = nodes.map((node, index) => new CursorEdge(node, scope, positions[index] ?? []));
    this.skipped = skipped;
    const last = next ?? positions.at(-1);
    this.pageInfo = {
      hasNextPage: next !== null,
      hasPreviousPage,
      startCursor: this.edges[0]?.cursor ?? null,
      endCursor: last === undefined ? null : encodeCursor(scope, last),
    };
  }
}
