// Glacier's enums of select jobs, with the names their values have in GraphQL. A value missing here is a compile error.
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
import { cannedAcls, permissions } from '../../accessControl.ts';
import { enumeration } from '../../structure.ts';

export const expressionType = enumeration<ExpressionType>(
  'SelectExpressionType',
  'The language of a select expression.',
  {
    SQL: ['SQL', 'The subset of SQL that Glacier Select supports.'],
  },
);

export const fileHeaderInfo = enumeration<FileHeaderInfo>(
  'SelectFileHeaderInfo',
  'The meaning of the first line of a CSV archive.',
  {
    USE: ['USE', 'The first line has column names, which the expression can use.'],
    IGNORE: ['IGNORE', 'The first line has column names, which are skipped.'],
    NONE: ['NONE', 'The first line is data.'],
  },
);

export const quoteFields = enumeration<QuoteFields>(
  'SelectQuoteFields',
  'The fields of a CSV result that are quoted.',
  {
    ALWAYS: ['ALWAYS', 'All fields are in quotation marks.'],
    ASNEEDED: ['ASNEEDED', 'Only fields that need quotation marks have them.'],
  },
);

export const encryptionType = enumeration<EncryptionType>(
  'SelectEncryptionType',
  'The server-side encryption of a result in S3.',
  {
    'aws:kms': ['AWS_KMS', 'Encryption with a key of AWS KMS (SSE-KMS).'],
    AES256: ['AES256', 'Encryption with a key that S3 manages (SSE-S3).'],
  },
);

export const cannedAcl = enumeration<CannedACL>(
  'SelectCannedAcl',
  'A canned access control list of S3. The owner of the object always has full control. https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl',
  cannedAcls,
);

export const granteeType = enumeration<Type>('SelectGranteeType', 'The kind of identifier that names a grantee.', {
  AmazonCustomerByEmail: ['AMAZON_CUSTOMER_BY_EMAIL', 'The email address of an AWS account.'],
  CanonicalUser: ['CANONICAL_USER', 'The canonical user ID.'],
  Group: ['GROUP', 'The URI of a predefined group.'],
});

export const permission = enumeration<Permission>('SelectPermission', 'A permission on an object in S3.', permissions);

export const storageClass = enumeration<StorageClass>('SelectStorageClass', 'The S3 storage class of a result.', {
  STANDARD: ['STANDARD', 'S3 Standard, for frequent access.'],
  REDUCED_REDUNDANCY: ['REDUCED_REDUNDANCY', 'Reduced Redundancy Storage, for reproducible data.'],
  STANDARD_IA: ['STANDARD_IA', 'S3 Standard-IA, for infrequent access.'],
});
