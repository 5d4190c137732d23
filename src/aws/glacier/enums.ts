// Glacier's enums. A missing value is a compile error, if the SDK lists the values.
import type { ActionCode, StatusCode } from '@aws-sdk/client-glacier';

export const actions = {
  ArchiveRetrieval: 'ARCHIVE_RETRIEVAL',
  InventoryRetrieval: 'INVENTORY_RETRIEVAL',
  Select: 'SELECT',
} as const satisfies Record<ActionCode, string>;

export const statusCodes = {
  InProgress: 'IN_PROGRESS',
  Succeeded: 'SUCCEEDED',
  Failed: 'FAILED',
} as const satisfies Record<StatusCode, string>;

// The SDK has these five as strings; AWS's documentation lists their values.
export const tiers = { Expedited: 'EXPEDITED', Standard: 'STANDARD', Bulk: 'BULK' } as const;
export const inventoryFormats = { CSV: 'CSV', JSON: 'JSON' } as const;
export const notificationEvents = {
  ArchiveRetrievalCompleted: 'ARCHIVE_RETRIEVAL_COMPLETED',
  InventoryRetrievalCompleted: 'INVENTORY_RETRIEVAL_COMPLETED',
} as const;
export const retrievalStrategies = { BytesPerHour: 'BYTES_PER_HOUR', FreeTier: 'FREE_TIER', None: 'NONE' } as const;
export const vaultLockStates = { InProgress: 'IN_PROGRESS', Locked: 'LOCKED' } as const;
