// https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html
// The region is that of the request. In us-east-1, creating one's own bucket again succeeds, as in S3.
import { CreateBucket$, type CreateBucketCommandInput, type CreateBucketCommandOutput } from '@aws-sdk/client-s3';
import { AwsError } from '../http/errors.ts';
import { operation } from '../http/operation.ts';
import { S3Error } from '../protocol/s3/s3Error.ts';
import { isBucketName } from '../world/objects/bucketName.ts';

const FIRST_REGION = 'us-east-1';

export const createBucket = operation<CreateBucketCommandInput, CreateBucketCommandOutput>(
  CreateBucket$,
  ({ Bucket: name = '', CreateBucketConfiguration: configuration, ObjectLockEnabledForBucket: hasLock }, context) => {
    const { world, account, location } = context;
    if (!isBucketName(name)) {
      throw new S3Error('InvalidBucketName', 'The specified bucket is not valid.', { details: { BucketName: name } });
    }
    checkRegion(configuration?.LocationConstraint, location.region);
    const known = world.objects.buckets.get(name);
    const lock = hasLock ? ({ hasObjectLock: true, versioning: 'Enabled' } as const) : {};
    if (!known) world.objects.addBucket({ name, owner: account, region: location.region, ...lock });
    else if (known.owner.accountId !== account.accountId) {
      throw new S3Error(
        'BucketAlreadyExists',
        'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.',
        { details: { BucketName: name } },
      );
    } else if (location.region !== FIRST_REGION || known.region !== FIRST_REGION) {
      throw new S3Error(
        'BucketAlreadyOwnedByYou',
        'Your previous request to create the named bucket succeeded and you already own it.',
        { details: { BucketName: name } },
      );
    }
    return { Location: `/${name}`, BucketArn: `arn:aws:s3:::${name}` };
  },
);

function checkRegion(constraint: string | undefined, region: string): void {
  if ((constraint ?? FIRST_REGION) === region && constraint !== FIRST_REGION) return;
  if (constraint === FIRST_REGION) {
    throw new AwsError('InvalidLocationConstraint', 'The specified location-constraint is not valid');
  }
  throw new AwsError(
    'IllegalLocationConstraintException',
    `The ${constraint ?? 'unspecified'} location constraint is incompatible for the region specific endpoint this request was sent to.`,
  );
}
