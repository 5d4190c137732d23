// Replaces the access control list of every object.
import type {
  S3AccessControlList,
  S3AccessControlPolicy,
  S3ObjectOwner,
  S3SetObjectAclOperation,
} from '@aws-sdk/client-s3-control';
import { cannedAcl } from '../../glacier/structures/enums.ts';
import { list, optional, required, structure, text } from '../../structure.ts';
import { s3Grant } from './s3Grant.ts';

const s3ObjectOwner = structure<S3ObjectOwner>(
  { aws: 'S3ObjectOwner', description: 'Who owns an object.' },
  {
    ID: optional(text, 'The canonical user ID.'),
    DisplayName: optional(text, 'A name for people; null where not given.'),
  },
);

const s3AccessControlList = structure<S3AccessControlList>(
  { aws: 'S3AccessControlList', description: 'An access control list in full.' },
  {
    Owner: required(s3ObjectOwner, 'Who owns the objects.'),
    Grants: optional(list(s3Grant), 'Who may do what with them; null where not given.'),
  },
);

const s3AccessControlPolicy = structure<S3AccessControlPolicy>(
  { aws: 'S3AccessControlPolicy', description: 'An access control list, in full or canned; the other one is null.' },
  {
    AccessControlList: optional(s3AccessControlList, 'The list in full.'),
    CannedAccessControlList: optional(cannedAcl, 'A canned list.'),
  },
);

export const s3PutObjectAcl = structure<S3SetObjectAclOperation>(
  {
    aws: 'S3SetObjectAclOperation',
    name: 'S3PutObjectAclOperation',
    input: 'S3PutObjectAclInput',
    description: 'Replaces the access control list of every object of the manifest.',
  },
  { AccessControlPolicy: optional(s3AccessControlPolicy, 'What every object gets; null where AWS does not say.') },
);
