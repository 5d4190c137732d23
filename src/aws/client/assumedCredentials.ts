// Credentials of an assumed role, by the SDK's own provider. A separate file that is imported only for accounts with a role.
import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import type { AwsCredentialIdentityProvider } from '@smithy/types';
import type { Clock } from '../../core/clock.ts';
import type { OutageLogger } from '../../core/createOutageLog.ts';
import type { Egress } from '../../egress/createEgress.ts';
import type { AwsTimeouts } from './clientPool.ts';
import { createRequestHandler } from './createRequestHandler.ts';
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

/** What all roles share. */
export interface RoleServices {
  egress: Egress;
  /** Two attempts are made within the time of a call. */
  timeouts: AwsTimeouts;
  log: OutageLogger;
  /** Monotonic time; tests control it. */
  steady?: Clock;
}

export const assumedCredentials = (own: Credentials, role: AssumedRole, services: RoleServices): Credentials =>
  new Credentials({
    provider: roleProvider(own, role, services),
    owner: role.roleArn,
    timeout: services.timeouts.call,
    log: services.log,
    ...(services.steady ? { steady: services.steady } : {}),
  });

function roleProvider(
  own: Credentials,
  { roleArn, externalId, region, stsEndpoint, sourceIdentity }: AssumedRole,
  { egress, timeouts: { attempt } }: RoleServices,
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
      requestHandler: createRequestHandler(egress, attempt),
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
