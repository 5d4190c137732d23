// A permission on an object and who has it, as copies and access control lists give it.
import type { S3Grant, S3Grantee } from '@aws-sdk/client-s3-control';
import { permission } from '../../glacier/structures/enums.ts';
import { optional, structure, text } from '../../structure.ts';
import { granteeTypeIdentifier } from './enums.ts';

const s3Grantee = structure<S3Grantee>(
  { aws: 'S3Grantee', description: 'Who is granted a permission.' },
  {
    TypeIdentifier: optional(granteeTypeIdentifier, 'What `identifier` is.'),
    Identifier: optional(text, 'Names the grantee, as `typeIdentifier` says.'),
    DisplayName: optional(text, 'A name for people; null where not given.'),
  },
);

export const s3Grant = structure<S3Grant>(
  { aws: 'S3Grant', description: 'A permission on an object.' },
  { Grantee: optional(s3Grantee, 'Who has it.'), Permission: optional(permission, 'What the grantee may do.') },
);
