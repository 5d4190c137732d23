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
import type { AwsCredentialIdentityProvider, Provider } from '@smithy/types';
import type { Egress } from '../../egress/createEgress.ts';
import { createRequestHandler } from './createRequestHandler.ts';
import { CredentialChainError } from './credentialChainError.ts';

export interface ChainOptions {
  region: string | Provider<string>;
  /** For STS and the SSO portal. The metadata services are never reached through a proxy. */
  egress: Egress;
  /** Milliseconds for one request to STS or the SSO portal. */
  attemptTimeout: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

export function credentialChain(options: ChainOptions, env: Environment = process.env): AwsCredentialIdentityProvider {
  const links = linksOf(options, env);
  return async () => {
    const failures: { source: string; error: unknown }[] = [];
    for (const [source, provide] of links) {
      try {
        return await provide();
      } catch (error) {
        failures.push({ source, error });
        // Set by the SDK if the source is not configured, or may be replaced by the next one.
        if ((error as { tryNextLink?: boolean }).tryNextLink !== true) break;
      }
    }
    throw new CredentialChainError(failures);
  };
}

function linksOf(
  { region, egress, attemptTimeout }: ChainOptions,
  env: Environment,
): (readonly [source: string, provide: AwsCredentialIdentityProvider])[] {
  const requestHandler = createRequestHandler(egress, attemptTimeout);
  const init = { clientConfig: { requestHandler }, parentClientConfig: { requestHandler, region } };
  const profile = env['AWS_PROFILE'];
  const isContainer = env['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'] || env['AWS_CONTAINER_CREDENTIALS_FULL_URI'];
  const isMetadataDisabled = !['', 'false', undefined].includes(env['AWS_EC2_METADATA_DISABLED']);
  const hasKeys = env['AWS_ACCESS_KEY_ID'] || env['AWS_SECRET_ACCESS_KEY'];
  return [
    // A profile wins over keys in the environment.
    ...(hasKeys && !profile ? [['environment variables', fromEnv()] as const] : []),
    // The files are read again for each request: the operator may have renewed the keys in them.
    [`profile ${profile || 'default'}`, fromIni({ ...init, ignoreCache: true })],
    ...(env['AWS_WEB_IDENTITY_TOKEN_FILE'] ? [['web identity token', fromTokenFile(init)] as const] : []),
    ...(isContainer
      ? [['container', propertyProviderChain(async () => fromHttp()(), fromContainerMetadata())] as const]
      : isMetadataDisabled
        ? []
        : [['instance metadata', fromInstanceMetadata()] as const]),
  ];
}
