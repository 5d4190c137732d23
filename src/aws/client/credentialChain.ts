// The gateway's own credentials, from the sources that every AWS SDK asks, in the same order. The SDK's ready-made chain runs
// a credential_process that fails twice, and reports only that it found nothing. Here each failure keeps its reason.
// https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
import {
  fromContainerMetadata,
  fromEnv,
  fromHttp,
  fromIni,
  fromInstanceMetadata,
  fromTokenFile,
  propertyProviderChain,
} from '@aws-sdk/credential-providers';
import { CredentialsProviderError } from '@smithy/core/config';
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider, Provider } from '@smithy/types';
import type { Egress } from '../../egress/createEgress.ts';
import { createRequestHandler } from './createRequestHandler.ts';
import { CredentialChainError } from './credentialChainError.ts';
import { credentialProcess, processOf } from './credentialProcess.ts';
import type { Environment, SourceFailure } from './explainCredentialFailure.ts';
import { sharedProfiles } from './sharedProfiles.ts';

export interface ChainOptions {
  region: string | Provider<string>;
  /** For STS and the SSO portal. The metadata services are never reached through a proxy. */
  egress: Egress;
  /** Milliseconds for one request to STS or the SSO portal. */
  attemptTimeout: number;
}

type Link = readonly [source: SourceFailure['source'], provide: AwsCredentialIdentityProvider];

export function credentialChain(options: ChainOptions, env: Environment = process.env): AwsCredentialIdentityProvider {
  const links = linksOf(options, env);
  return async () => {
    const failures: SourceFailure[] = [];
    for (const [source, provide] of links) {
      try {
        return withValidExpiration(await provide());
      } catch (error) {
        failures.push({ source, error });
        // Set by the SDK if the source is not configured, or may be replaced by the next one.
        if ((error as { tryNextLink?: boolean }).tryNextLink !== true) break;
      }
    }
    throw await CredentialChainError.of(failures, env);
  };
}

/** The SDK reads some of them with Date, which takes any text. Such credentials would be requested for each call. */
function withValidExpiration(credentials: AwsCredentialIdentity): AwsCredentialIdentity {
  if (!Number.isNaN(credentials.expiration?.getTime() ?? 0)) return credentials;
  throw new CredentialsProviderError('the Expiration of the credentials is not a time');
}

function linksOf({ region, egress, attemptTimeout }: ChainOptions, env: Environment): Link[] {
  const requestHandler = createRequestHandler(egress, attemptTimeout);
  const init = { clientConfig: { requestHandler }, parentClientConfig: { requestHandler, region } };
  const isContainer = env['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'] || env['AWS_CONTAINER_CREDENTIALS_FULL_URI'];
  const isMetadataDisabled = !['', 'false', undefined].includes(env['AWS_EC2_METADATA_DISABLED']);
  const hasKeys = env['AWS_ACCESS_KEY_ID'] || env['AWS_SECRET_ACCESS_KEY'];
  return [
    // A profile wins over keys in the environment.
    ...(hasKeys && !env['AWS_PROFILE'] ? [['environment', fromEnv()] as const] : []),
    ['profile', fromProfile(env['AWS_PROFILE'] || 'default', init)],
    ...(env['AWS_WEB_IDENTITY_TOKEN_FILE'] ? [['webIdentity', fromTokenFile(init)] as const] : []),
    isContainer
      ? ['container', propertyProviderChain(async () => fromHttp()(), fromContainerMetadata())]
      : ['instance', isMetadataDisabled ? disabled : fromInstanceMetadata()],
  ];
}

/** The files are read again for each request: the operator may have renewed the keys in them. */
function fromProfile(name: string, init: Parameters<typeof fromIni>[0]): AwsCredentialIdentityProvider {
  const fromFiles = fromIni({ ...init, ignoreCache: true });
  return async () => {
    const profile = (await sharedProfiles())[name];
    const command = processOf(profile);
    return command === null ? fromFiles() : credentialProcess(name, command, profile?.['aws_account_id']);
  };
}

const disabled: AwsCredentialIdentityProvider = async () => {
  throw new CredentialsProviderError('off by AWS_EC2_METADATA_DISABLED');
};
