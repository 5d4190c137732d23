// An archive of a vault, and the query of an inventory over archives.
import type { Content } from './content.ts';

export interface Archive {
  id: string;
  description: string;
  createdAt: number;
  deletedAt: number | undefined;
  content: Content;
  /** Set where a retrieval of this archive must end in failure. */
  unreadable: boolean;
  /** Computed when first asked for. */
  readonly treeHash: string;
}

export interface InventoryQuery {
  format: 'JSON' | 'CSV';
  /** Dates as they were given. */
  startDate: string | undefined;
  endDate: string | undefined;
  limit: number | undefined;
  marker: string | undefined;
}
