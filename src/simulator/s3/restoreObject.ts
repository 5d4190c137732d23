// https://docs.aws.amazon.com/AmazonS3/latest/API/API_RestoreObject.html
// 202 for a restore that begins or becomes faster, 200 for a copy that exists already.
import { RestoreObject$, type RestoreObjectCommandInput, type RestoreObjectCommandOutput } from '@aws-sdk/client-s3';
import { NotSimulated } from '../http/errors.ts';
import { operation } from '../http/operation.ts';
import { findBucket } from './rules/findBucket.ts';
import { findVersion } from './rules/findVersion.ts';
import { restoreVersion } from './rules/restoreVersion.ts';

export const restoreObject = operation<RestoreObjectCommandInput, RestoreObjectCommandOutput>(
  RestoreObject$,
  (input, context) => {
    const bucket = findBucket(input, context);
    const version = findVersion(bucket, input);
    const { Days: days, Tier: tier, GlacierJobParameters: parameters, Type: type } = input.RestoreRequest ?? {};
    if (type !== undefined) throw new NotSimulated(`The simulator has no restores of the type ${type}`);
    const order = {
      days: days === undefined ? undefined : Number(days),
      tier: parameters?.Tier ?? tier ?? 'Standard',
    };
    const effect = restoreVersion(bucket, version, order, context);
    return { httpStatus: effect === 'extended' ? 200 : 202 };
  },
);
