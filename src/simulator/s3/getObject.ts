// https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
import { GetObject$, type GetObjectCommandInput, type GetObjectCommandOutput } from '@aws-sdk/client-s3';
import { operation } from '../http/operation.ts';
import { lengthOf } from '../world/ranges.ts';
import { checkReadConditions } from './rules/conditions.ts';
import { findBucket } from './rules/findBucket.ts';
import { findVersion } from './rules/findVersion.ts';
import { refuseCustomerKey } from './rules/newProperties.ts';
import { objectMembers } from './rules/objectMembers.ts';
import { requestedRange } from './rules/requestedRange.ts';
import { requireReadable } from './rules/requireReadable.ts';

export const getObject = operation<GetObjectCommandInput, GetObjectCommandOutput>(
  GetObject$,
  async (input, context) => {
    refuseCustomerKey(input);
    const bucket = findBucket(input, context);
    const version = findVersion(bucket, input);
    checkReadConditions(version, input);
    requireReadable(version, context.now);
    const { content } = version;
    await content.prepare?.();
    const range = requestedRange(version, input);
    const sent = range ?? { start: 0, end: content.length - 1 };
    return {
      ...objectMembers({ bucket, version, range, input }, context),
      Body: { length: lengthOf(sent), chunks: () => (lengthOf(sent) === 0 ? [] : content.read(sent)) },
    };
  },
);
