// ARNs of resources. The partition follows from the region, by the data of the SDK.
import { partition } from '@aws-sdk/core/client';
import type { AccountRegion } from './records.ts';

/** Of a resource in an account and region. */
export const arnOf = (service: string, { account, region }: AccountRegion, resource: string): string =>
  `arn:${partition(region).name}:${service}:${region}:${account.accountId}:${resource}`;

/** Of a resource of IAM, which has no region. */
export const iamArnOf = ({ account, region }: AccountRegion, resource: string): string =>
  `arn:${partition(region).name}:iam::${account.accountId}:${resource}`;
