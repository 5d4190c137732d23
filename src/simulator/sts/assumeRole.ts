// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
// Any role can be assumed; its keys sign for the role's account, by the convention of identity.ts.
import { AssumeRole$, type AssumeRoleCommandInput, type AssumeRoleCommandOutput } from '@aws-sdk/client-sts';
import { operation } from '../http/operation.ts';

const defaultSeconds = 3600;

export const assumeRole = operation<AssumeRoleCommandInput, AssumeRoleCommandOutput>(
  AssumeRole$,
  ({ RoleArn = '', RoleSessionName = '', DurationSeconds = defaultSeconds }, { world }) => {
    const [, , , , accountId = ''] = RoleArn.split(':');
    return {
      Credentials: {
        AccessKeyId: accountId,
        SecretAccessKey: 'simulated',
        SessionToken: world.ids.request(),
        Expiration: new Date(world.clock.now() + DurationSeconds * 1000),
      },
      AssumedRoleUser: { AssumedRoleId: `AROASIMULATED:${RoleSessionName}`, Arn: `${RoleArn}/${RoleSessionName}` },
    };
  },
);
