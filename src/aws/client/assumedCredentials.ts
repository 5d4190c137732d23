// Credentials of a role in an account, by the SDK's own provider. A file of its own because few need it: it is imported
// when they do.
import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import type { AwsCredentialIdentityProvider } from '@smithy/types';
import { Credentials } from './credentials.ts';
import { isOutdated } from './retry.ts';

export interface AssumedRole {
  roleArn: string;
  externalId: string | undefined;
  region: string;
  stsEndpoint: string | undefined;
  /** For whom, in CloudTrail; the gateway itself where left out. */
  sourceIdentity?: string;
}

/** Milliseconds for a try; there are two. */
const attempt = 1_800;

export function assumedCredentials(own: Credentials, role: AssumedRole): Credentials {
  return new Credentials({ provider: () => roleProvider(own, role) });
}

function roleProvider(
  own: Credentials,
  { roleArn, externalId, region, stsEndpoint, sourceIdentity }: AssumedRole,
): AwsCredentialIdentityProvider {
  const assume = fromTemporaryCredentials({
    masterCredentials: own.provide,
    params: {
      RoleArn: roleArn,
      RoleSessionName: sourceIdentity ?? 'glacier-graphql',
      ...(sourceIdentity === undefined ? {} : { SourceIdentity: sourceIdentity }),
      ...(externalId === undefined ? {} : { ExternalId: externalId }),
    },
    clientConfig: {
      region,
      maxAttempts: 2,
      requestHandler: { connectionTimeout: attempt, requestTimeout: attempt, throwOnRequestTimeout: true },
      ...(stsEndpoint === undefined ? {} : { endpoint: stsEndpoint }),
    },
  });
  return async () => {
    const { generation } = own;
    try {
      return await assume();
    } catch (error) {
      // The gateway's own may have turned as well.
      if (!isOutdated(error) || !(await own.renew(generation))) throw error;
      return await assume();
    }
  };
}
