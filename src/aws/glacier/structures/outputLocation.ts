// The destination of a select job's result. AWS echoes it as it was given.
import type { Encryption, Grant, Grantee, OutputLocation, S3Location } from '@aws-sdk/client-glacier';
import { bucketName, exclusive, keyPrefix, kmsKeyId, mapOf, metadata, textOf } from '../../inputRules.ts';
import {
  glacierPage,
  list,
  optional,
  required,
  requiredInput,
  type StructureRecord,
  structure,
} from '../../structure.ts';
import { cannedAcl, encryptionType, granteeType, permission, storageClass } from './enums.ts';

const encryption = structure<Encryption>(
  {
    aws: 'Encryption',
    name: 'SelectEncryption',
    page: glacierPage,
    description: 'The encryption of the result in S3.',
    rules: [withKmsOnly('kmsKeyId'), withKmsOnly('kmsContext')],
  },
  {
    EncryptionType: requiredInput(encryptionType, 'The kind of encryption key.'),
    KMSKeyId: optional(kmsKeyId, 'The KMS key.', { inInput: 'Allowed with AWS_KMS only.' }),
    KMSContext: optional(textOf(8192), 'The encryption context for AWS KMS.', {
      inInput: 'Allowed with AWS_KMS only.',
    }),
  },
);

function withKmsOnly(field: string) {
  return (input: StructureRecord) =>
    input[field] != null && input['encryptionType'] !== 'AWS_KMS'
      ? { field, reason: 'the value is allowed with AWS_KMS only.' }
      : null;
}

/** The field that names a grantee of a type. */
const namingFields: Readonly<Record<string, string>> = {
  AMAZON_CUSTOMER_BY_EMAIL: 'emailAddress',
  CANONICAL_USER: 'id',
  GROUP: 'uri',
};

/** A grantee is named by the one field that belongs to its type. */
function checkGrantee(input: StructureRecord) {
  const type = String(input['type']);
  const naming = namingFields[type] ?? '';
  if (input[naming] == null) return { field: naming, reason: `the value is required with ${type}.` };
  const other = Object.values(namingFields).find((field) => field !== naming && input[field] != null);
  return other === undefined ? null : { field: other, reason: `the value is not allowed with ${type}.` };
}

const grantee = structure<Grantee>(
  {
    aws: 'Grantee',
    name: 'SelectGrantee',
    page: glacierPage,
    description: 'The person or group that has a permission. `type` says which field names the grantee.',
    rules: [checkGrantee],
  },
  {
    Type: required(granteeType, 'The kind of identifier that names the grantee.'),
    DisplayName: optional(textOf(1024), 'The display name of the grantee.'),
    URI: optional(textOf(1024), 'The URI of a group.', { inInput: 'Required with GROUP.' }),
    ID: optional(textOf(1024), 'The canonical user ID.', { inInput: 'Required with CANONICAL_USER.' }),
    EmailAddress: optional(textOf(1024), 'The email address of an AWS account.', {
      inInput: 'Required with AMAZON_CUSTOMER_BY_EMAIL.',
    }),
  },
);

const grant = structure<Grant>(
  { aws: 'Grant', name: 'SelectGrant', page: glacierPage, description: 'A permission on the result and its grantee.' },
  {
    Grantee: requiredInput(grantee, 'The person or group that has the permission.'),
    Permission: requiredInput(permission, 'The permission that the grantee has.'),
  },
);

const s3Location = structure<S3Location>(
  {
    aws: 'S3Location',
    name: 'SelectS3Location',
    page: glacierPage,
    description: 'The bucket and prefix in S3 to which AWS writes the result, with the properties of the objects.',
    rules: [exclusive('cannedAcl', 'accessControlList')],
  },
  {
    BucketName: requiredInput(bucketName, "The name of a bucket in the vault's region."),
    Prefix: optional(keyPrefix(1024), "The prefix of the result's key."),
    Encryption: optional(encryption, 'The encryption of the result.'),
    CannedACL: optional(cannedAcl, 'The canned access control list of the result.', {
      inInput: 'Not allowed together with `accessControlList`.',
    }),
    AccessControlList: optional(list(grant), 'The grants on the result.', {
      inInput: 'Not allowed together with `cannedAcl`. An empty list means the same as an omitted one.',
    }),
    Tagging: optional(mapOf(10, 128, 256), 'The tags of the result.'),
    UserMetadata: optional(metadata, 'The user-defined metadata of the result.'),
    StorageClass: optional(storageClass, 'The storage class of the result.', { inputDefault: 'STANDARD' }),
  },
);

export const outputLocation = structure<OutputLocation>(
  {
    aws: 'OutputLocation',
    name: 'SelectOutputLocation',
    page: glacierPage,
    description: "The destination of a select job's result.",
    inputDescription: "The destination of a select job's result. Exactly one field is required.",
    union: true,
  },
  { S3: optional(s3Location, 'The location in S3.', { whenNull: 'Null if AWS reports another destination.' }) },
);
