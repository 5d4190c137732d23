// An edge and the position of a page, whose cursors are made when they are read: each is a hash, and most queries select none or
// the last one. Classes, because V8 gives each object literal with a getter its own hidden class.
import { type CursorPosition, encodeCursor } from './cursor.ts';

export class CursorEdge<T> {
  constructor(
    readonly node: T,
    private readonly scope: string,
    private readonly position: CursorPosition,
  ) {}

  get cursor(): string {
    return encodeCursor(this.scope, this.position);
  }
}

export class EdgesPageInfo {
  constructor(
    private readonly edges: readonly { readonly cursor: string }[],
    readonly hasNextPage: boolean,
    readonly hasPreviousPage: boolean,
    /** Where an empty page ends, if the list continues after it. */
    private readonly endOfEmpty: { readonly cursor: string } | null = null,
  ) {}

  get startCursor(): string | null {
    return this.edges[0]?.cursor ?? null;
  }

  get endCursor(): string | null {
    return (this.edges.at(-1) ?? this.endOfEmpty)?.cursor ?? null;
  }
}
