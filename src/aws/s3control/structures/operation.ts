// The operation of a job on every object of its manifest: one of AWS's eleven, or one that AWS adds later.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-operations.html
import type { JobOperation, OperationName } from '@aws-sdk/client-s3-control';
import { type NameIn, nameOf, other } from '../../enums.ts';
import { fieldNameOf, fromRecord, optional, type StructureRecord, structure, toRecord } from '../../structure.ts';
import { lambdaInvoke } from './lambdaInvoke.ts';
import { s3ComputeObjectChecksum } from './s3ComputeObjectChecksum.ts';
import { s3DeleteObjectTagging } from './s3DeleteObjectTagging.ts';
import { s3InitiateRestoreObject } from './s3InitiateRestoreObject.ts';
import { s3PutObjectAcl } from './s3PutObjectAcl.ts';
import { s3PutObjectCopy } from './s3PutObjectCopy.ts';
import { s3PutObjectLegalHold } from './s3PutObjectLegalHold.ts';
import { s3PutObjectRetention } from './s3PutObjectRetention.ts';
import { s3PutObjectTagging } from './s3PutObjectTagging.ts';
import { s3ReplicateObject } from './s3ReplicateObject.ts';
import { s3UpdateObjectEncryption } from './s3UpdateObjectEncryption.ts';

export const operationNames = {
  LambdaInvoke: 'LAMBDA_INVOKE',
  S3PutObjectCopy: 'S3_PUT_OBJECT_COPY',
  S3PutObjectAcl: 'S3_PUT_OBJECT_ACL',
  S3PutObjectTagging: 'S3_PUT_OBJECT_TAGGING',
  S3DeleteObjectTagging: 'S3_DELETE_OBJECT_TAGGING',
  S3InitiateRestoreObject: 'S3_INITIATE_RESTORE_OBJECT',
  S3PutObjectLegalHold: 'S3_PUT_OBJECT_LEGAL_HOLD',
  S3PutObjectRetention: 'S3_PUT_OBJECT_RETENTION',
  S3ReplicateObject: 'S3_REPLICATE_OBJECT',
  S3ComputeObjectChecksum: 'S3_COMPUTE_OBJECT_CHECKSUM',
  S3UpdateObjectEncryption: 'S3_UPDATE_OBJECT_ENCRYPTION',
} as const satisfies Record<OperationName & keyof JobOperation, string>;

/** The operations by AWS's names. At AWS the structure is not declared as a union, but is one. */
export const jobOperation = structure<JobOperation>(
  {
    aws: 'JobOperation',
    input: 'BatchOperationInput',
    description: 'The operation that a job performs on each object of its manifest: exactly one field is required.',
    union: true,
  },
  {
    LambdaInvoke: optional(lambdaInvoke, 'Invokes a Lambda function.'),
    S3PutObjectCopy: optional(s3PutObjectCopy, 'Copies the objects.'),
    S3PutObjectAcl: optional(s3PutObjectAcl, 'Replaces the access control list.'),
    S3PutObjectTagging: optional(s3PutObjectTagging, 'Replaces the tags.'),
    S3DeleteObjectTagging: optional(s3DeleteObjectTagging, 'Removes all tags. The value is {}.'),
    S3InitiateRestoreObject: optional(
      s3InitiateRestoreObject,
      'Requests the restore of archived objects. A complete job has requested the restores; the objects become readable hours later.',
    ),
    S3PutObjectLegalHold: optional(s3PutObjectLegalHold, 'Puts or lifts a legal hold.'),
    S3PutObjectRetention: optional(s3PutObjectRetention, 'Sets or lifts an Object Lock retention.'),
    S3ReplicateObject: optional(
      s3ReplicateObject,
      "Replicates the objects by the bucket's replication rules. The value is {}.",
    ),
    S3ComputeObjectChecksum: optional(s3ComputeObjectChecksum, 'Computes a checksum.'),
    S3UpdateObjectEncryption: optional(s3UpdateObjectEncryption, 'Changes the server-side encryption.'),
  },
);

/** The members of the operation itself are beside these three. */
export type OperationRecord = StructureRecord & {
  readonly operationName: NameIn<typeof operationNames>;
  /** AWS's spelling. */
  readonly awsName: string;
  /** AWS's structure of an operation that is not known here; null if the SDK dropped it. */
  readonly definition?: Readonly<Record<string, unknown>> | null;
};

/** The SDK returns an operation that it does not know as {}. */
export const wireNameOf = (wire: JobOperation | undefined): string | undefined =>
  Object.entries(wire ?? {}).find(([, parameters]) => parameters != null)?.[0];

/** `listedAs` is ListJobs' name of the operation, for one that the SDK does not know. */
export function toOperation(wire: JobOperation, listedAs = 'Unknown'): OperationRecord {
  const awsName = wireNameOf(wire) ?? listedAs;
  const operationName = nameOf(operationNames, awsName);
  if (operationName === other) {
    return { operationName, awsName, definition: Object.keys(wire).length > 0 ? { ...wire } : null };
  }
  const parameters = toRecord(jobOperation, wire)[fieldNameOf(awsName)];
  return { ...(parameters as StructureRecord | undefined), operationName, awsName };
}

/** A BatchOperationInput -> AWS's structure. */
export const fromOperation = (input: StructureRecord, path: readonly string[] = ['input', 'operation']): JobOperation =>
  fromRecord(jobOperation, input, path);
