// A grant on an object: a permission and its grantee, in copies and access control lists.
import type { S3Grant, S3Grantee } from '@aws-sdk/client-s3-control';
import { optional, structure, text } from '../../structure.ts';
import { granteeTypeIdentifier, permission } from './enums.ts';

const s3Grantee = structure<S3Grantee>(
  { aws: 'S3Grantee', description: 'The person or group that has a permission.' },
  {
    TypeIdentifier: optional(granteeTypeIdentifier, 'The kind of `identifier`; null if not given.'),
    Identifier: optional(text, 'The identifier of the grantee, of the kind `typeIdentifier`; null if not given.'),
    DisplayName: optional(text, 'The display name of the grantee; null if not given.'),
  },
);

export const s3Grant = structure<S3Grant>(
  { aws: 'S3Grant', description: 'A permission on an object and its grantee.' },
  {
    Grantee: optional(s3Grantee, 'The person or group that has the permission; null if not given.'),
    Permission: optional(permission, 'The permission; null if not given.'),
  },
);
