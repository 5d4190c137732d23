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
  SQL: ['SQL', 'SQL.'],
});

export const fileHeaderInfo = enumeration<FileHeaderInfo>(
  'FileHeaderInfo',
  'The meaning of the first line of a CSV archive.',
  {
    USE: ['USE', 'Column names that the expression may use.'],
    IGNORE: ['IGNORE', 'Column names that are skipped.'],
    NONE: ['NONE', 'Data.'],
  },
);

export const quoteFields = enumeration<QuoteFields>('QuoteFields', 'The fields of a CSV result that are quoted.', {
  ALWAYS: ['ALWAYS', 'All fields.'],
  ASNEEDED: ['ASNEEDED', 'Only fields that need quotes.'],
});

export const encryptionType = enumeration<EncryptionType>(
  'EncryptionType',
  'The server-side encryption of a result in S3.',
  {
    'aws:kms': ['AWS_KMS', 'Encryption with a key of AWS KMS (aws:kms).'],
    AES256: ['AES256', 'Encryption with a key that S3 manages.'],
  },
);

export const cannedAcl = enumeration<CannedACL>(
  'CannedAcl',
  'A canned access control list of S3. The owner of the object always has full control. https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl',
  {
    private: ['PRIVATE', 'Nobody but the owner has access.'],
    'public-read': ['PUBLIC_READ', 'Everyone can read the object.'],
    'public-read-write': ['PUBLIC_READ_WRITE', 'Everyone can read and write the object.'],
    'aws-exec-read': ['AWS_EXEC_READ', 'Amazon EC2 can read the object as an Amazon Machine Image bundle.'],
    'authenticated-read': ['AUTHENTICATED_READ', 'Every authenticated AWS user can read the object.'],
    'bucket-owner-read': ['BUCKET_OWNER_READ', 'The owner of the bucket can read the object.'],
    'bucket-owner-full-control': ['BUCKET_OWNER_FULL_CONTROL', 'The owner of the bucket has full control too.'],
  },
);

export const granteeType = enumeration<Type>('GranteeType', 'The kind of identifier that names a grantee.', {
  AmazonCustomerByEmail: ['AMAZON_CUSTOMER_BY_EMAIL', 'The email address of an AWS account.'],
  CanonicalUser: ['CANONICAL_USER', 'The canonical user ID.'],
  Group: ['GROUP', 'The URI of a predefined group.'],
});

export const permission = enumeration<Permission>('Permission', 'A permission on an object in S3.', {
  FULL_CONTROL: ['FULL_CONTROL', 'All other permissions together.'],
  WRITE: ['WRITE', 'Permission to write the object.'],
  WRITE_ACP: ['WRITE_ACP', 'Permission to write the access control list of the object.'],
  READ: ['READ', 'Permission to read the object and its metadata.'],
  READ_ACP: ['READ_ACP', 'Permission to read the access control list of the object.'],
});

export const storageClass = enumeration<StorageClass>('SelectStorageClass', 'The S3 storage class of a result.', {
  STANDARD: ['STANDARD', 'S3 Standard, for frequent access.'],
  REDUCED_REDUNDANCY: ['REDUCED_REDUNDANCY', 'Reduced Redundancy Storage, for reproducible data.'],
  STANDARD_IA: ['STANDARD_IA', 'S3 Standard-IA, for infrequent access.'],
});
