// The operation that replaces the access control list of each object.
import type {
  S3AccessControlList,
  S3AccessControlPolicy,
  S3ObjectOwner,
  S3SetObjectAclOperation,
} from '@aws-sdk/client-s3-control';
import { textOf } from '../../inputRules.ts';
import { list, optional, required, requiredInput, structure } from '../../structure.ts';
import { cannedAcl } from './enums.ts';
import { s3Grant } from './s3Grant.ts';

const s3ObjectOwner = structure<S3ObjectOwner>(
  { aws: 'S3ObjectOwner', description: 'The owner of an object.' },
  {
    ID: requiredInput(textOf(1024), 'The canonical user ID of the owner.'),
    DisplayName: optional(textOf(1024), 'The display name of the owner.'),
  },
);

const s3AccessControlList = structure<S3AccessControlList>(
  { aws: 'S3AccessControlList', description: 'An access control list with its owner and grants.' },
  {
    Owner: required(s3ObjectOwner, 'The owner of the objects.'),
    Grants: optional(list(s3Grant), 'The grants of the list.', { inInput: 'No grants if omitted or empty.' }),
  },
);

const s3AccessControlPolicy = structure<S3AccessControlPolicy>(
  {
    aws: 'S3AccessControlPolicy',
    description: 'An access control list: grants, or a canned list. One field is null.',
    inputDescription: 'An access control list: grants, or a canned list. Exactly one field is required.',
    union: true,
  },
  {
    AccessControlList: optional(s3AccessControlList, 'The list of grants.'),
    CannedAccessControlList: optional(cannedAcl, 'The canned access control list.'),
  },
);

export const s3PutObjectAcl = structure<S3SetObjectAclOperation>(
  {
    aws: 'S3SetObjectAclOperation',
    name: 'S3PutObjectAclOperation',
    input: 'S3PutObjectAclInput',
    description: 'Replaces the access control list of each object of the manifest.',
  },
  { AccessControlPolicy: requiredInput(s3AccessControlPolicy, 'The new access control list.') },
);
