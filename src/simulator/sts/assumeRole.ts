// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
// Any role can be assumed; its keys sign for the role's account, by the convention of identity.ts.
import { AssumeRole$, type AssumeRoleCommandInput, type AssumeRoleCommandOutput } from '@aws-sdk/client-sts';
import { AwsError } from '../http/errors.ts';
import { operation } from '../http/operation.ts';

const defaultSeconds = 3600;
const leastSeconds = 900;
const mostSeconds = 43_200;

export const assumeRole = operation<AssumeRoleCommandInput, AssumeRoleCommandOutput>(
  AssumeRole$,
  ({ RoleArn = '', RoleSessionName = '', DurationSeconds = defaultSeconds }, { world }) => {
    if (DurationSeconds < leastSeconds || DurationSeconds > mostSeconds) {
      throw new AwsError(
        'ValidationError',
        `DurationSeconds must be from ${leastSeconds} to ${mostSeconds}: ${DurationSeconds}`,
      );
    }
    const [, , , , accountId = ''] = RoleArn.split(':');
    return {
      Credentials: {
        AccessKeyId: accountId,
        SecretAccessKey: 'simulated',
        SessionToken: world.ids.request(),
        Expiration: new Date(world.clock.now() + Number(DurationSeconds) * 1000),
      },
      AssumedRoleUser: { AssumedRoleId: `AROASIMULATED:${RoleSessionName}`, Arn: `${RoleArn}/${RoleSessionName}` },
    };
  },
);
