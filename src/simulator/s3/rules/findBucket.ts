// The bucket of a request. Bucket names are global; a request must be signed for the bucket's region and by its owner: there are
// no bucket policies. S3 names the bucket's region in a header, also to a caller that it rejects.
import type { OperationContext } from '../../http/operation.ts';
import { S3Error } from '../../protocol/s3/s3Error.ts';
import type { Bucket } from '../../world/objects/bucket.ts';

interface BucketInput {
  Bucket?: string | undefined;
  ExpectedBucketOwner?: string | undefined;
}

export function findBucket(input: BucketInput, context: OperationContext): Bucket {
  const bucket = knownBucket(input, context);
  if (bucket.region !== context.location.region) throw elsewhere(bucket);
  return bucket;
}

/** The bucket in any region. */
export function knownBucket(
  { Bucket: name = '', ExpectedBucketOwner: owner }: BucketInput,
  { world, account }: OperationContext,
): Bucket {
  const bucket = world.objects.buckets.get(name);
  if (!bucket) {
    throw new S3Error('NoSuchBucket', 'The specified bucket does not exist', { details: { BucketName: name } });
  }
  const { accountId } = bucket.owner;
  if (account.accountId !== accountId || (owner !== undefined && owner !== accountId)) {
    throw new S3Error('AccessDenied', 'Access Denied', { headers: regionOf(bucket) });
  }
  return bucket;
}

const elsewhere = (bucket: Bucket): S3Error =>
  new S3Error(
    'PermanentRedirect',
    'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.',
    {
      details: { Endpoint: `s3.${bucket.region}.amazonaws.com`, Bucket: bucket.name },
      headers: regionOf(bucket),
    },
  );

const regionOf = ({ region }: Bucket) => ({ 'x-amz-bucket-region': region });
