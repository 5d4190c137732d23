// The permissions and canned access control lists of S3. Glacier Select and S3 Batch Operations have enums of their own with
// the same values.
import type { CannedACL, Permission } from '@aws-sdk/client-glacier';
import type { S3CannedAccessControlList, S3Permission } from '@aws-sdk/client-s3-control';

type Values<Value extends string> = Readonly<Record<Value, readonly [name: string, description: string]>>;

export const permissions: Values<Permission & S3Permission> = {
  FULL_CONTROL: ['FULL_CONTROL', 'All other permissions together.'],
  WRITE: ['WRITE', 'Permission to write the object.'],
  WRITE_ACP: ['WRITE_ACP', 'Permission to write the access control list of the object.'],
  READ: ['READ', 'Permission to read the object and its metadata.'],
  READ_ACP: ['READ_ACP', 'Permission to read the access control list of the object.'],
};

export const cannedAcls: Values<CannedACL & S3CannedAccessControlList> = {
  private: ['PRIVATE', 'Nobody but the owner has access.'],
  'public-read': ['PUBLIC_READ', 'Everyone can read the object.'],
  'public-read-write': ['PUBLIC_READ_WRITE', 'Everyone can read and write the object.'],
  'aws-exec-read': ['AWS_EXEC_READ', 'Amazon EC2 can read the object as an Amazon Machine Image bundle.'],
  'authenticated-read': ['AUTHENTICATED_READ', 'Every authenticated AWS user can read the object.'],
  'bucket-owner-read': ['BUCKET_OWNER_READ', 'The owner of the bucket can read the object.'],
  'bucket-owner-full-control': ['BUCKET_OWNER_FULL_CONTROL', 'The owner of the bucket has full control too.'],
};
