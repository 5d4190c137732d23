// The region of a bucket that S3 reports: it is remembered for the bucket, and for no bucket of the same name elsewhere.
import { expect, test } from 'vitest';
import { fullAccess } from '../../../src/access/access.ts';
import { OtherRegionError } from '../../../src/aws/client/otherRegion.ts';
import { atBucket } from '../../../src/aws/s3/atBucket.ts';

test('a region that S3 reports is remembered by partition and name', async () => {
  const aws = {
    caller: { name: null, claims: {}, access: fullAccess },
    bucketRegions: new Map<string, string>(),
  } as unknown as Parameters<typeof atBucket>[0];
  /** The regions that a call is sent to. */
  const sentTo = async (region: string, home: string) => {
    const regions: string[] = [];
    const source = { location: { accountId: '111122223333', region }, bucketName: 'reports' };
    await atBucket(aws, source, async (location) => {
      regions.push(location.region);
      if (location.region !== home) throw new OtherRegionError(home);
    });
    return regions;
  };
  expect(await sentTo('us-east-1', 'eu-central-1')).toEqual(['us-east-1', 'eu-central-1']);
  expect(await sentTo('us-west-2', 'eu-central-1')).toEqual(['eu-central-1']);
  expect(await sentTo('cn-north-1', 'cn-north-1')).toEqual(['cn-north-1']);
});
