// https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
// A stream: not shared with other callers, and not retried once it flows. Its reader continues by range.
import type { GetObjectCommandInput, GetObjectCommandOutput } from '@aws-sdk/client-s3';
import { GatewayError, ObjectChangedError, ServiceUnavailableError } from '../../core/errors.ts';
import type { AwsBody } from '../client/awsBody.ts';
import { s3 } from '../client/awsCall.ts';
import type { AwsSession } from '../client/awsSession.ts';
import { type ContentRange, toContentRange } from '../client/contentRange.ts';
import { defineOperation } from '../client/defineOperation.ts';
import { atBucket, type BucketSource } from './atBucket.ts';

export const getObjectOperation = defineOperation({
  service: 's3',
  name: 'GetObject',
  action: 'read',
  // Without the last one, S3 denies access to objects that do not exist.
  iam: ['s3:GetObject', 's3:GetObjectVersion', 's3:ListBucket'],
  retry: 'repeatable',
});

export interface ObjectRequest {
  key: string;
  /** The latest version if omitted. */
  versionId?: string | undefined;
  /** Bytes, both ends included; without an end, to the end of the object. The whole object if omitted. */
  range?: { start: number; end?: number | undefined } | undefined;
  /** Refused if the object has another ETag by now. */
  ifMatch?: string | undefined;
}

export interface ObjectBytes {
  body: AwsBody;
  /** The range of these bytes and the total size; null if S3 sends the whole object. */
  contentRange: ContentRange | null;
  /** The size of what is sent; null if S3 does not report it. */
  contentLength: number | null;
  eTag: string | null;
  lastModified: Date | null;
}

export async function getObject(
  aws: AwsSession,
  source: BucketSource,
  { key, versionId, range, ifMatch }: ObjectRequest,
): Promise<ObjectBytes> {
  const { output, body } = await atBucket(aws, source, (location, bucket) =>
    aws.stream(
      s3<GetObjectCommandInput, GetObjectCommandOutput>(
        getObjectOperation,
        location,
        {
          ...bucket,
          Key: key,
          VersionId: versionId,
          Range: range && `bytes=${range.start}-${range.end ?? ''}`,
          IfMatch: ifMatch,
        },
        (sdk, input) => new sdk.GetObjectCommand(input),
      ),
      ({ Body }) => Body,
    ),
  ).catch((error: unknown) => {
    throw isChanged(error) ? new ObjectChangedError(source.bucketName, key) : error;
  });
  const contentRange = toContentRange(output.ContentRange);
  if (contentRange === null && range && range.start > 0) {
    await body.return();
    throw new ServiceUnavailableError('S3 sent a part of the object without saying which one.');
  }
  return {
    body,
    contentRange,
    contentLength: output.ContentLength ?? null,
    eTag: output.ETag ?? null,
    lastModified: output.LastModified ?? null,
  };
}

const isChanged = (error: unknown): boolean => error instanceof GatewayError && error.awsCode === 'PreconditionFailed';
