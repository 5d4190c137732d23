// https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
// Returns the account of the credentials, by the convention of identity.ts.
import {
  GetCallerIdentity$,
  type GetCallerIdentityCommandInput,
  type GetCallerIdentityCommandOutput,
} from '@aws-sdk/client-sts';
import { operation } from '../http/operation.ts';

export const getCallerIdentity = operation<GetCallerIdentityCommandInput, GetCallerIdentityCommandOutput>(
  GetCallerIdentity$,
  (_, { account: { accountId } }) => ({
    UserId: 'AIDASIMULATEDUSER0000',
    Account: accountId,
    Arn: `arn:aws:iam::${accountId}:user/simulated`,
  }),
);
