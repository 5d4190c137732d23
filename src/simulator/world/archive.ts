// An archive of a vault, and the query of an inventory over archives.
import type { Long } from '../codec/long.ts';
import type { Content } from './content.ts';

export interface Archive {
  id: string;
  description: string;
  createdAt: number;
  deletedAt: number | undefined;
  content: Content;
  /** True if a retrieval of this archive must fail. */
  unreadable: boolean;
  /** Computed on first use. */
  readonly treeHash: string;
}

export interface InventoryQuery {
  format: 'JSON' | 'CSV';
  /** Dates as the caller wrote them. */
  startDate: string | undefined;
  endDate: string | undefined;
  limit: Long | undefined;
  marker: string | undefined;
}

/** By default the whole vault, as JSON. */
export function inventoryQuery(given: Partial<InventoryQuery> = {}): InventoryQuery {
  return { format: 'JSON', startDate: undefined, endDate: undefined, limit: undefined, marker: undefined, ...given };
}
