import { expect, test } from 'vitest';
import { batchJobArn, vaultArn } from '../../src/core/location.ts';
import { partitionOf, regionPattern } from '../../src/core/partition.ts';

/** https://docs.aws.amazon.com/general/latest/gr/rande.html, and the partition data of the SDK. */
const partitions = [
  ['us-east-1', 'aws', 'amazonaws.com'],
  ['mx-central-1', 'aws', 'amazonaws.com'],
  ['cn-north-1', 'aws-cn', 'amazonaws.com.cn'],
  ['us-gov-west-1', 'aws-us-gov', 'amazonaws.com'],
  ['eusc-de-east-1', 'aws-eusc', 'amazonaws.eu'],
  ['us-iso-east-1', 'aws-iso', 'c2s.ic.gov'],
  ['us-isob-east-1', 'aws-iso-b', 'sc2s.sgov.gov'],
  ['eu-isoe-west-1', 'aws-iso-e', 'cloud.adc-e.uk'],
  ['us-isof-south-1', 'aws-iso-f', 'csp.hci.ic.gov'],
  // Newer than the data: the pattern of its partition decides.
  ['eusc-de-north-7', 'aws-eusc', 'amazonaws.eu'],
  ['cn-southwest-9', 'aws-cn', 'amazonaws.com.cn'],
  ['us-gov-central-4', 'aws-us-gov', 'amazonaws.com'],
  // Of no partition that the SDK knows: aws, as in the SDK.
  ['xx-moon-east-1', 'aws', 'amazonaws.com'],
] as const;

test.each(partitions)('%s is in the partition %s with the domain %s', (region, id, dnsSuffix) => {
  expect(partitionOf(region)).toEqual({ id, dnsSuffix });
  expect(region).toMatch(regionPattern);
  const location = { accountId: '111122223333', region };
  expect(vaultArn({ ...location, vaultName: 'v' })).toBe(`arn:${id}:glacier:${region}:111122223333:vaults/v`);
  expect(batchJobArn({ ...location, jobId: 'j' })).toBe(`arn:${id}:s3:${region}:111122223333:job/j`);
});

test.each([
  'us-east',
  'us-east-1a',
  'US-EAST-1',
  'useast1',
  'us_east_1',
  'aws-global',
  'us-east-1.example',
  'us-east-1 ',
  '-east-1',
])('%j is no region', (text) => {
  expect(text).not.toMatch(regionPattern);
});

test('a name of any length or content is in some partition, and is not kept for ever', () => {
  const ids = Array.from({ length: 3_000 }, (_, index) => partitionOf(`nowhere-${index}`).id);
  expect(new Set(ids)).toEqual(new Set(['aws']));
  expect(partitionOf('cn-north-1').id).toBe('aws-cn');
  expect(partitionOf('cn-made-up-2').id).toBe('aws');
  expect(partitionOf('cn-late-2').id).toBe('aws-cn');
});
