// A grant on an object: a permission and its grantee, in copies and access control lists.
import type { S3Grant, S3Grantee } from '@aws-sdk/client-s3-control';
import { textOf } from '../../inputRules.ts';
import { optional, requiredInput, structure } from '../../structure.ts';
import { granteeTypeIdentifier, permission } from './enums.ts';

const s3Grantee = structure<S3Grantee>(
  { aws: 'S3Grantee', description: 'The person or group that has a permission.' },
  {
    TypeIdentifier: requiredInput(granteeTypeIdentifier, 'The kind of `identifier`.'),
    Identifier: requiredInput(textOf(1024), 'The identifier of the grantee, of the kind `typeIdentifier`.'),
    DisplayName: optional(textOf(1024), 'The display name of the grantee.'),
  },
);

export const s3Grant = structure<S3Grant>(
  { aws: 'S3Grant', description: 'A permission on an object and its grantee.' },
  {
    Grantee: requiredInput(s3Grantee, 'The person or group that has the permission.'),
    Permission: requiredInput(permission, 'The permission that the grantee has.'),
  },
);
