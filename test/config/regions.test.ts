// Regions and partitions in options and files.
import { describe, expect, test } from 'vitest';
import { parsePolicy } from '../../src/access/policy.ts';
import { parseAccounts } from '../../src/config/parseAccounts.ts';
import { parseConfig } from '../../src/config/parseConfig.ts';
import { builtInPriceList, parsePriceList } from '../../src/pricing/priceList.ts';

const regions = ['us-east-1', 'cn-north-1', 'us-gov-east-1', 'eusc-de-east-1', 'us-iso-east-1', 'eu-isoe-west-1'];

describe.each(regions)('the region %s is accepted', (region) => {
  test('as AWS_REGION', () => {
    expect(parseConfig([`--aws-region=${region}`], { BACKEND: 'aws' })).toMatchObject({
      config: { AWS_REGION: region },
    });
  });

  test('in the accounts file, the price list and the policy', () => {
    const accounts = [{ accountId: '111122223333', regions: [region] }];
    expect(parseAccounts(JSON.stringify(accounts))).toEqual({ accounts });
    const priceList = { ...builtInPriceList, regions: { [region]: builtInPriceList.regions['us-east-1'] } };
    expect(parsePriceList(JSON.stringify(priceList))).toEqual({ priceList });
    const rules = [{ resources: [`111122223333/${region}/photos`], actions: ['read'] }];
    expect(parsePolicy(JSON.stringify([{ callers: { keys: ['k'] }, rules }]))).not.toHaveProperty('faults');
  });
});

test.each(['eusc', 'us-east', 'us-east-1a', 'Europe', 'us-east-1/x'])('AWS_REGION=%j is refused', (region) => {
  expect(() => parseConfig([], { BACKEND: 'aws', AWS_REGION: region })).toThrow(
    `AWS_REGION is ${JSON.stringify(region)}. Allowed: a region such as us-east-1.`,
  );
});

test('a region that an account lists twice is refused', () => {
  const regions = ['us-east-1', 'eu-west-1', 'us-east-1'];
  expect(parseAccounts(JSON.stringify([{ accountId: '111122223333', regions }]))).toEqual({
    faults: ['[0].regions lists us-east-1 twice.'],
  });
});

test('an account has one partition: that of its regions and of its role', () => {
  const account = { accountId: '111122223333', regions: ['eusc-de-east-1'] };
  const parsed = (changes: object) => parseAccounts(JSON.stringify([{ ...account, ...changes }]));
  expect(parsed({ roleArn: 'arn:aws-eusc:iam::111122223333:role/gateway' })).not.toHaveProperty('faults');
  expect(parsed({ roleArn: 'arn:aws:iam::111122223333:role/gateway' })).toEqual({
    faults: ['[0].roleArn is not in the partition of the regions, aws-eusc.'],
  });
  expect(parsed({ regions: ['us-east-1', 'cn-north-1'] })).toEqual({
    faults: ['[0].regions belong to several partitions: aws, aws-cn.'],
  });
});
