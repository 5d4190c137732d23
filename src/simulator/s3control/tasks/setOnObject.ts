// Operations that set something on an object which the simulator keeps: the access control list, Object Lock and encryption. Lists are
// kept and never enforced or returned. HeadObject returns the others.
import type {
  S3SetObjectAclOperation,
  S3SetObjectLegalHoldOperation,
  S3SetObjectRetentionOperation,
  S3UpdateObjectEncryptionOperation,
} from '@aws-sdk/client-s3-control';
import { malformedXml } from '../../http/errors.ts';
import type { OperationContext } from '../../http/operation.ts';
import { findBucket } from '../../s3/rules/findBucket.ts';
import { findVersion } from '../../s3/rules/findVersion.ts';
import { requireLockable, retain } from '../../s3/rules/objectLock.ts';
import type { Bucket } from '../../world/objects/bucket.ts';
import type { ObjectVersion } from '../../world/objects/records.ts';
import { nameOf, type TaskRequest } from './taskObject.ts';

type Change = (version: ObjectVersion, bucket: Bucket, context: OperationContext) => void;

const setting =
  (change: Change): TaskRequest =>
  (object, context) => {
    const name = nameOf(object);
    const bucket = findBucket(name, context);
    change(findVersion(bucket, name), bucket, context);
    return undefined;
  };

export const setAcl = ({ AccessControlPolicy: policy = {} }: S3SetObjectAclOperation): TaskRequest =>
  setting((version) => {
    version.acl = policy;
  });

export const setLegalHold = ({ LegalHold: hold }: S3SetObjectLegalHoldOperation): TaskRequest =>
  setting((version, bucket) => {
    requireLockable(bucket);
    version.legalHold = hold?.Status;
  });

export const setRetention = ({
  Retention: { Mode: mode, RetainUntilDate: until } = {},
  BypassGovernanceRetention: mayBypass = false,
}: S3SetObjectRetentionOperation): TaskRequest =>
  setting((version, bucket, { now }) => {
    requireLockable(bucket);
    // Without either of them, S3 removes the retention.
    if ((mode === undefined) !== (until === undefined)) throw malformedXml('a retention has a mode and a date');
    retain(version, mode && until ? { mode, until: until.getTime() } : undefined, { mayBypass, now });
  });

export const setEncryption = ({ ObjectEncryption: given }: S3UpdateObjectEncryptionOperation): TaskRequest =>
  setting((version) => {
    const { KMSKeyArn, BucketKeyEnabled } = given?.SSEKMS ?? {};
    version.properties = {
      ...version.properties,
      encryption: { algorithm: 'aws:kms', kmsKeyId: KMSKeyArn, bucketKey: BucketKeyEnabled },
    };
  });
