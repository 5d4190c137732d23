// Credentials of an assumed role, by the SDK's own provider. A separate file that is imported only for accounts with a role.
import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import type { AwsCredentialIdentityProvider } from '@smithy/types';
import { Credentials } from './credentials.ts';
import { isOutdated } from './retry.ts';

export interface AssumedRole {
  roleArn: string;
  externalId: string | undefined;
  region: string;
  stsEndpoint: string | undefined;
  /** The caller's name in CloudTrail; the gateway's if omitted. */
  sourceIdentity?: string;
}

/** The IAM actions that the gateway's own credentials need; the second one with a source identity. For docs/iam.md. */
export const assumeRoleIam = ['sts:AssumeRole', 'sts:SetSourceIdentity'];

/** Milliseconds for an attempt; there are two. */
const attemptTimeout = 1_800;

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
      requestHandler: {
        connectionTimeout: attemptTimeout,
        requestTimeout: attemptTimeout,
        throwOnRequestTimeout: true,
      },
      ...(stsEndpoint === undefined ? {} : { endpoint: stsEndpoint }),
    },
  });
  return async () => {
    const { generation } = own;
    try {
      return await assume();
    } catch (error) {
      // The gateway's own credentials may be outdated as well.
      if (!isOutdated(error) || !(await own.renew(generation))) throw error;
      return await assume();
    }
  };
}
