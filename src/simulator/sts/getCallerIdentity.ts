// https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
// Returns the account of the credentials, by the convention of identity.ts.
import {
  GetCallerIdentity$,
  type GetCallerIdentityCommandInput,
  type GetCallerIdentityCommandOutput,
} from '@aws-sdk/client-sts';
import { operation } from '../http/operation.ts';
import { iamArnOf } from '../world/arnOf.ts';

export const getCallerIdentity = operation<GetCallerIdentityCommandInput, GetCallerIdentityCommandOutput>(
  GetCallerIdentity$,
  (_, { location }) => ({
    UserId: 'AIDASIMULATEDUSER0000',
    Account: location.account.accountId,
    Arn: iamArnOf(location, 'user/simulated'),
  }),
);
