// Glacier's enums. A value missing here is a compile error wherever the SDK lists them.
import type {
  ActionCode,
  CannedACL,
  EncryptionType,
  ExpressionType,
  FileHeaderInfo,
  Permission,
  QuoteFields,
  StatusCode,
  StorageClass,
  Type,
} from '@aws-sdk/client-glacier';

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

// The model leaves these five open; the documents list their values.
export const tiers = { Expedited: 'EXPEDITED', Standard: 'STANDARD', Bulk: 'BULK' } as const;
export const inventoryFormats = { CSV: 'CSV', JSON: 'JSON' } as const;
export const notificationEvents = {
  ArchiveRetrievalCompleted: 'ARCHIVE_RETRIEVAL_COMPLETED',
  InventoryRetrievalCompleted: 'INVENTORY_RETRIEVAL_COMPLETED',
} as const;
export const retrievalStrategies = { BytesPerHour: 'BYTES_PER_HOUR', FreeTier: 'FREE_TIER', None: 'NONE' } as const;
export const vaultLockStates = { InProgress: 'IN_PROGRESS', Locked: 'LOCKED' } as const;

export const expressionTypes = { SQL: 'SQL' } as const satisfies Record<ExpressionType, string>;
export const fileHeaderInfos = { USE: 'USE', IGNORE: 'IGNORE', NONE: 'NONE' } as const satisfies Record<
  FileHeaderInfo,
  string
>;
export const quoteFields = { ALWAYS: 'ALWAYS', ASNEEDED: 'ASNEEDED' } as const satisfies Record<QuoteFields, string>;
export const encryptionTypes = { 'aws:kms': 'AWS_KMS', AES256: 'AES256' } as const satisfies Record<
  EncryptionType,
  string
>;
export const cannedAcls = {
  private: 'PRIVATE',
  'public-read': 'PUBLIC_READ',
  'public-read-write': 'PUBLIC_READ_WRITE',
  'aws-exec-read': 'AWS_EXEC_READ',
  'authenticated-read': 'AUTHENTICATED_READ',
  'bucket-owner-read': 'BUCKET_OWNER_READ',
  'bucket-owner-full-control': 'BUCKET_OWNER_FULL_CONTROL',
} as const satisfies Record<CannedACL, string>;
export const granteeTypes = {
  AmazonCustomerByEmail: 'AMAZON_CUSTOMER_BY_EMAIL',
  CanonicalUser: 'CANONICAL_USER',
  Group: 'GROUP',
} as const satisfies Record<Type, string>;
export const permissions = {
  FULL_CONTROL: 'FULL_CONTROL',
  WRITE: 'WRITE',
  WRITE_ACP: 'WRITE_ACP',
  READ: 'READ',
  READ_ACP: 'READ_ACP',
} as const satisfies Record<Permission, string>;
export const storageClasses = {
  STANDARD: 'STANDARD',
  REDUCED_REDUNDANCY: 'REDUCED_REDUNDANCY',
  STANDARD_IA: 'STANDARD_IA',
} as const satisfies Record<StorageClass, string>;
