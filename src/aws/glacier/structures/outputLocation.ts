// The destination of a select job's result. AWS echoes it as it was given.
import type { Encryption, Grant, Grantee, OutputLocation, S3Location } from '@aws-sdk/client-glacier';
import { glacierPage, list, map, optional, required, requiredInput, structure, text } from '../../structure.ts';
import { cannedAcl, encryptionType, granteeType, permission, storageClass } from './enums.ts';

const encryption = structure<Encryption>(
  {
    aws: 'Encryption',
    name: 'SelectEncryption',
    page: glacierPage,
    description: 'The encryption of the result in S3.',
  },
  {
    EncryptionType: optional(encryptionType, 'The kind of encryption key; null if not given.'),
    KMSKeyId: optional(text, 'The KMS key, with AWS_KMS; null with another kind of key.'),
    KMSContext: optional(text, 'The encryption context for AWS KMS; null if not given.'),
  },
);

const grantee = structure<Grantee>(
  {
    aws: 'Grantee',
    name: 'SelectGrantee',
    page: glacierPage,
    description:
      'The person or group that has a permission. `type` says which field names the grantee; the others are null.',
  },
  {
    Type: required(granteeType, 'The kind of identifier that names the grantee.'),
    DisplayName: optional(text, 'The display name of the grantee.'),
    URI: optional(text, 'The URI of a group, with GROUP.'),
    ID: optional(text, 'The canonical user ID, with CANONICAL_USER.'),
    EmailAddress: optional(text, 'The email address of an AWS account, with AMAZON_CUSTOMER_BY_EMAIL.'),
  },
);

const grant = structure<Grant>(
  { aws: 'Grant', name: 'SelectGrant', page: glacierPage, description: 'A permission on the result and its grantee.' },
  {
    Grantee: optional(grantee, 'The person or group that has the permission; null if not given.'),
    Permission: optional(permission, 'The permission; null if not given.'),
  },
);

const s3Location = structure<S3Location>(
  {
    aws: 'S3Location',
    name: 'SelectS3Location',
    page: glacierPage,
    description: 'The bucket and prefix in S3 to which AWS writes the result, with the properties of the objects.',
  },
  {
    BucketName: requiredInput(text, "A bucket in the vault's region; null only if AWS does not report it."),
    Prefix: optional(text, "The prefix of the result's key; null if not given."),
    Encryption: optional(encryption, 'The encryption of the result; null if not given.'),
    CannedACL: optional(cannedAcl, 'The canned access control list of the result; null if not given.'),
    AccessControlList: optional(list(grant), 'The grants on the result; null if not given.'),
    Tagging: optional(map, 'The tags of the result; null if not given.'),
    UserMetadata: optional(map, 'The user-defined metadata of the result; null if not given.'),
    StorageClass: optional(storageClass, 'The storage class of the result; null if not given.', 'STANDARD'),
  },
);

export const outputLocation = structure<OutputLocation>(
  {
    aws: 'OutputLocation',
    name: 'SelectOutputLocation',
    page: glacierPage,
    description: "The destination of a select job's result.",
  },
  { S3: requiredInput(s3Location, 'The location in S3; null if AWS reports another destination.') },
);
