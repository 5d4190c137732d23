// AWS's enum values and the names they have in GraphQL. A value that AWS adds later reads as OTHER and fails nothing;
// a value missing here is a compile error wherever the SDK lists them.
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
import { InvalidInputError } from '../../errors.ts';

/** What a value of AWS's is called that this gateway does not know yet. */
export const other = 'OTHER';

export type EnumTable = Readonly<Record<string, string>>;
/** The GraphQL names of a table's values, OTHER included. */
export type NameIn<Table extends EnumTable> = Table[keyof Table] | typeof other;

/** AWS's value -> GraphQL's name. */
export const nameOf = <Table extends EnumTable>(table: Table, value: string): NameIn<Table> =>
  Object.hasOwn(table, value) ? (table[value] as NameIn<Table>) : other;

/** The same for a value that may be absent. */
export const nameOrNull = <Table extends EnumTable>(table: Table, value: string | null | undefined) =>
  value == null ? null : nameOf(table, value);

/** GraphQL's name -> AWS's value. OTHER has none: it can only be read. */
export function awsValue<Table extends EnumTable>(table: Table, name: NameIn<Table>): keyof Table & string {
  const value = Object.keys(table).find((candidate) => table[candidate] === name);
  if (value !== undefined) return value;
  throw new InvalidInputError(
    ['input'],
    `${name} is only ever an answer; ask for one of ${Object.values(table).join(', ')}.`,
  );
}

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
