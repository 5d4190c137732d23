// Credentials of a role in an account, by the SDK's own provider. A file of its own because few need it: it is imported
// when they do.
import { GlacierClient } from '@aws-sdk/client-glacier';
import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import type { AwsCredentialIdentityProvider } from '@smithy/types';

export interface AssumedRole {
  roleArn: string;
  externalId: string | undefined;
  region: string;
  stsEndpoint: string | undefined;
  /** For whom, in CloudTrail; the gateway itself where left out. */
  sourceIdentity?: string;
}

export function assumedCredentials(
  own: AwsCredentialIdentityProvider,
  { roleArn, externalId, region, stsEndpoint, sourceIdentity }: AssumedRole,
): AwsCredentialIdentityProvider {
  const assumed = fromTemporaryCredentials({
    masterCredentials: own,
    params: {
      RoleArn: roleArn,
      RoleSessionName: sourceIdentity ?? 'glacier-graphql',
      ...(sourceIdentity === undefined ? {} : { SourceIdentity: sourceIdentity }),
      ...(externalId === undefined ? {} : { ExternalId: externalId }),
    },
    clientConfig: { region, ...(stsEndpoint === undefined ? {} : { endpoint: stsEndpoint }) },
  });
  // A client keeps what its provider gave until shortly before it expires; all clients of the account share this one's.
  return new GlacierClient({ region, credentials: assumed }).config.credentials;
}
