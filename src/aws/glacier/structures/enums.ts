// Glacier's enums of select jobs, with the names their values have in GraphQL. A value missing here is a compile error.
// S3 Control shares two of them: its values are the same, so one GraphQL enum serves both services.
import type {
  CannedACL,
  EncryptionType,
  ExpressionType,
  FileHeaderInfo,
  Permission,
  QuoteFields,
  StorageClass,
  Type,
} from '@aws-sdk/client-glacier';
import { enumeration } from '../../structure.ts';

export const expressionType = enumeration<ExpressionType>('ExpressionType', 'The language of a select expression.', {
  SQL: 'SQL',
});

export const fileHeaderInfo = enumeration<FileHeaderInfo>(
  'FileHeaderInfo',
  'The meaning of the first line of a CSV input.',
  { USE: 'USE', IGNORE: 'IGNORE', NONE: 'NONE' },
  {
    USE: 'Column names that the expression may use.',
    IGNORE: 'Column names that are skipped.',
    NONE: 'Data.',
  },
);

export const quoteFields = enumeration<QuoteFields>(
  'QuoteFields',
  'The fields of a CSV output that are quoted.',
  { ALWAYS: 'ALWAYS', ASNEEDED: 'ASNEEDED' },
  { ALWAYS: 'All fields.', ASNEEDED: 'Only fields that need quotes.' },
);

export const encryptionType = enumeration<EncryptionType>(
  'EncryptionType',
  'Server-side encryption of a result in S3.',
  { 'aws:kms': 'AWS_KMS', AES256: 'AES256' },
  { AWS_KMS: 'By a key of AWS KMS (aws:kms).', AES256: 'By a key that S3 manages.' },
);

export const cannedAcl = enumeration<CannedACL>('CannedAcl', "One of S3's canned access control lists.", {
  private: 'PRIVATE',
  'public-read': 'PUBLIC_READ',
  'public-read-write': 'PUBLIC_READ_WRITE',
  'aws-exec-read': 'AWS_EXEC_READ',
  'authenticated-read': 'AUTHENTICATED_READ',
  'bucket-owner-read': 'BUCKET_OWNER_READ',
  'bucket-owner-full-control': 'BUCKET_OWNER_FULL_CONTROL',
});

export const granteeType = enumeration<Type>('GranteeType', 'How a grantee is named.', {
  AmazonCustomerByEmail: 'AMAZON_CUSTOMER_BY_EMAIL',
  CanonicalUser: 'CANONICAL_USER',
  Group: 'GROUP',
});

export const permission = enumeration<Permission>('Permission', 'What a grantee may do.', {
  FULL_CONTROL: 'FULL_CONTROL',
  WRITE: 'WRITE',
  WRITE_ACP: 'WRITE_ACP',
  READ: 'READ',
  READ_ACP: 'READ_ACP',
});

export const storageClass = enumeration<StorageClass>('SelectStorageClass', 'The S3 storage class of the result.', {
  STANDARD: 'STANDARD',
  REDUCED_REDUNDANCY: 'REDUCED_REDUNDANCY',
  STANDARD_IA: 'STANDARD_IA',
});
