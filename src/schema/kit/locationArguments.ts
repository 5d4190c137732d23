// The location of a query, as arguments: its account and region. A query has a default location.
import type { builder } from './builder.ts';

const accountId = 'The AWS account; `gateway.defaultAccountId` if omitted.';
const region =
  "The AWS region. If omitted: `gateway.defaultRegion`, or the first of the account's `regions` if the account is not served there.";

type Arg = Parameters<Parameters<typeof builder.queryField>[1]>[0]['arg'];

export const locationArguments = (arg: Arg) => ({
  accountId: arg({ type: 'AccountId', description: accountId }),
  region: arg.string({ description: region }),
});
