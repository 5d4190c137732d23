// https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
// S3 answers 403 instead of 404 for an object that does not exist, unless the gateway may list the bucket.
import type { HeadObjectCommandInput, HeadObjectCommandOutput } from '@aws-sdk/client-s3';
import { UpstreamRefusedError } from '../../core/errors.ts';
import { s3 } from '../client/awsCall.ts';
import type { AwsSession } from '../client/awsSession.ts';
import { defineOperation } from '../client/defineOperation.ts';
import { atBucket, type BucketSource } from './atBucket.ts';
import { defaultStorageClass, type ObjectStatus, parseRestore } from './objectRestore.ts';

export const headObjectOperation = defineOperation({
  service: 's3',
  name: 'HeadObject',
  action: 'read',
  iam: ['s3:GetObject', 's3:GetObjectVersion', 's3:ListBucket'],
  retry: 'repeatable',
});

export interface HeadRequest {
  key: string;
  /** The latest version if omitted. */
  versionId?: string | undefined;
}

export interface ObjectHead {
  /** In bytes; null if S3 does not report it. */
  contentLength: number | null;
  /** Without the quotes of HTTP; null if S3 does not report it. */
  eTag: string | null;
  contentEncoding: string | null;
  /** The user-defined metadata that its writer gave it, by name. */
  metadata: Readonly<Record<string, string>>;
  /** AES256, aws:kms or aws:kms:dsse; null if S3 does not report it. */
  encryption: string | null;
  /** As far as storage classes and restores concern it. */
  status: ObjectStatus;
}

export const headObject = (
  aws: AwsSession,
  source: BucketSource,
  { key, versionId }: HeadRequest,
): Promise<ObjectHead> =>
  atBucket(aws, source, (location, bucket) =>
    aws.read(
      s3<HeadObjectCommandInput, HeadObjectCommandOutput>(
        headObjectOperation,
        location,
        { ...bucket, Key: key, VersionId: versionId },
        (sdk, input) => new sdk.HeadObjectCommand(input),
      ),
      toHead,
    ),
  ).catch((error: unknown) => {
    // A response to HEAD has no body, and so no reason.
    if (versionId === undefined || !(error instanceof UpstreamRefusedError) || error.awsCode !== null) throw error;
    throw new UpstreamRefusedError(`${error.message} ${refusedVersion}`, error);
  });

const refusedVersion = 'Usually the version ID is not one of S3, or the version is a delete marker.';

const toHead = (output: HeadObjectCommandOutput): ObjectHead => ({
  contentLength: output.ContentLength ?? null,
  eTag: output.ETag?.replaceAll('"', '') || null,
  contentEncoding: output.ContentEncoding ?? null,
  metadata: output.Metadata ?? {},
  encryption: output.ServerSideEncryption ?? null,
  status: {
    storageClass: output.StorageClass ?? defaultStorageClass,
    restore: parseRestore(output.Restore),
    archiveStatus: output.ArchiveStatus ?? null,
  },
});
