// The upload of an object of any size, in constant memory: one PutObject call if it fits into one part, else a multipart upload,
// which is aborted if it fails, whatever the reason. An object that exists is never replaced.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
import type { CompletedPart } from '@aws-sdk/client-s3';
import { GatewayError, NotFoundError, ServiceUnavailableError } from '../../core/errors.ts';
import type { AwsSession } from '../client/awsSession.ts';
import { abortMultipartUpload } from './abortMultipartUpload.ts';
import type { BucketSource } from './atBucket.ts';
import { completeMultipartUpload } from './completeMultipartUpload.ts';
import { createMultipartUpload, type MultipartUpload } from './createMultipartUpload.ts';
import { headObject } from './headObject.ts';
import { type NewObject, putObject } from './putObject.ts';
import { uploadPart } from './uploadPart.ts';

/** In bytes: the smallest part that S3 accepts, except for the last one. 10,000 of them are 50 GB. */
const partSize = 5 * 1024 * 1024;

/** Returns the ETag without quotes: of the object that was there before, if there was one. */
export async function uploadObject(
  aws: AwsSession,
  bucket: BucketSource,
  object: NewObject,
  content: AsyncIterable<Buffer>,
): Promise<string> {
  const memory = holdMemory(aws);
  let upload: MultipartUpload | null = null;
  let eTag: string | null = null;
  try {
    const parts: CompletedPart[] = [];
    for await (const { bytes, isLast } of inParts(content)) {
      memory.check();
      if (isLast && !upload) eTag = await putObject(aws, bucket, object, bytes);
      else {
        upload ??= await createMultipartUpload(aws, bucket, object);
        parts.push(await uploadPart(aws, bucket, upload, parts.length + 1, bytes));
      }
    }
    if (upload) eTag = await completeMultipartUpload(aws, bucket, upload, parts);
  } catch (error) {
    if (upload) await abortUpload(aws, bucket, upload);
    if (!mayExist(error)) throw error;
  } finally {
    memory.release();
  }
  return eTag ?? presentETag(aws, bucket, object);
}

/** A failure is reported to operators only: the caller gets the error of the upload. */
async function abortUpload(aws: AwsSession, bucket: BucketSource, upload: MultipartUpload): Promise<void> {
  try {
    await abortMultipartUpload(aws, bucket, upload);
  } catch (error) {
    // It is gone if it was completed by an attempt whose response was lost.
    const isGone = error instanceof GatewayError && error.awsCode === 'NoSuchUpload';
    if (!isGone) aws.onUploadLeft({ bucketName: bucket.bucketName, ...upload, error });
  }
}

/** The key is taken or another writer is taking it; or the upload is gone, because it is complete. */
const mayExist = (error: unknown): error is GatewayError =>
  error instanceof GatewayError &&
  ['PreconditionFailed', 'ConditionalRequestConflict', 'NoSuchUpload'].includes(error.awsCode ?? '');

async function presentETag(aws: AwsSession, bucket: BucketSource, { key }: NewObject): Promise<string> {
  try {
    const { eTag } = await headObject(aws, bucket, { key });
    if (eTag !== null) return eTag;
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
  }
  throw new ServiceUnavailableError(`S3 does not show the object ${key} that was written. Repeat the mutation.`);
}

interface Part {
  /** Valid until the next part is requested. */
  bytes: Buffer;
  isLast: boolean;
}

/** Parts of one size, and a last one with the rest, which may be empty only if there is no other. */
async function* inParts(content: AsyncIterable<Buffer>): AsyncGenerator<Part, void> {
  const part = Buffer.allocUnsafeSlow(partSize);
  let length = 0;
  for await (const chunk of content) {
    for (let from = 0; from < chunk.length; ) {
      if (length === partSize) {
        yield { bytes: part, isLast: false };
        length = 0;
      }
      const copied = chunk.copy(part, length, from);
      length += copied;
      from += copied;
    }
  }
  yield { bytes: part.subarray(0, length), isLast: true };
}

/** The part that is filled counts in the byte budget, which can refuse it, or take it back for others. */
function holdMemory({ budget, caller }: AwsSession): { check(): void; release(): void } {
  let isTaken = false;
  const holder = budget.open({ owner: caller.id, disconnect: () => (isTaken = true) });
  if (holder.isRefused) isTaken = true;
  else holder.charge(partSize);
  return {
    check: () => {
      if (isTaken)
        throw new ServiceUnavailableError(
          'The gateway has no memory for the upload at the moment. Repeat the mutation later.',
        );
    },
    release: () => holder.close(),
  };
}
