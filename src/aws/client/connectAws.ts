// AWS as the backend: credentials, region and profile by the SDK's own chain, and the accounts that may be asked.
import { GlacierClient } from '@aws-sdk/client-glacier';
import { LRUCache } from 'lru-cache';
import type { ConfiguredAccount } from '../../config/accountsFile.ts';
import { ConfigError } from '../../config/configError.ts';
import { systemClock } from '../../core/clock.ts';
import type { Backend, Endpoints, GatewayAccount } from '../backend.ts';
import { Credentials } from './credentials.ts';
import { sourceIdentity } from './sourceIdentity.ts';

export interface AwsSettings {
  region: string | undefined;
  accountId: string | undefined;
  endpoints: Endpoints;
  stsEndpoint: string | undefined;
  /** Undefined for the credentials' own account in the one region. */
  accounts: readonly ConfiguredAccount[] | undefined;
}

/** Milliseconds for the gateway's own credentials: a metadata service or a program may take a while. */
const ownTimeout = 10_000;

const noRegion = 'No AWS region is configured: set AWS_REGION, or AWS_PROFILE to a profile that has one.';
const noCredentials =
  'No AWS credentials were found: set AWS_PROFILE, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run where AWS provides them.';

export async function connectAws(settings: AwsSettings): Promise<Backend> {
  const client = new GlacierClient(settings.region ? { region: settings.region } : {});
  try {
    // The SDK's chain, made anew where one has hung.
    const provider = () => new GlacierClient(settings.region ? { region: settings.region } : {}).config.credentials;
    const own = new Credentials({ provider, timeout: ownTimeout });
    const [credentials, region] = await Promise.all([
      own.provide().catch(() => null),
      settings.accounts ? '' : client.config.region().catch(() => null),
    ]);
    if (credentials === null || region === null) {
      throw new ConfigError([...(region === null ? [noRegion] : []), ...(credentials === null ? [noCredentials] : [])]);
    }
    const base = { kind: 'AWS' as const, clock: systemClock, endpoints: () => settings.endpoints };
    const [first, ...others] = settings.accounts ?? [];
    if (first) {
      const providers = new Map(
        await Promise.all(
          [first, ...others].map(
            async (account) => [account.accountId, await credentialsOf(account, own, settings.stsEndpoint)] as const,
          ),
        ),
      );
      return {
        ...base,
        accounts: [toGatewayAccount(first), ...others.map(toGatewayAccount)],
        credentials: ({ accountId }) => providers.get(accountId),
        ...(await namedCredentials([first, ...others], own, settings.stsEndpoint)),
      };
    }
    const accountId =
      credentials.accountId ?? settings.accountId ?? (await lookUpAccount(region, settings.stsEndpoint));
    // One provider for all clients, so that it asks and refreshes once for all of them.
    return { ...base, accounts: [{ accountId, name: null, regions: [region] }], credentials: () => own };
  } finally {
    client.destroy();
  }
}

const toGatewayAccount = ({ accountId, name, regions }: ConfiguredAccount): GatewayAccount => ({
  accountId,
  name: name ?? null,
  regions,
});

/** Credentials for an account: the gateway's own, or those of a role that it assumes. */
async function credentialsOf(
  { roleArn, externalId, regions: [region = 'us-east-1'] }: ConfiguredAccount,
  own: Credentials,
  stsEndpoint: string | undefined,
): Promise<Credentials> {
  if (roleArn === undefined) return own;
  const { assumedCredentials } = await import('./assumedCredentials.ts');
  return assumedCredentials(own, { roleArn, externalId, region, stsEndpoint });
}

/** How many callers' credentials are kept. */
const callersKept = 500;

/** For accounts that are to know for whom they are changed. Each caller's role is assumed once, and anew in time. */
async function namedCredentials(
  accounts: readonly ConfiguredAccount[],
  own: Credentials,
  stsEndpoint: string | undefined,
): Promise<Pick<Backend, 'credentialsFor'>> {
  const named = new Map(
    accounts.filter((account) => account.sourceIdentity).map((account) => [account.accountId, account]),
  );
  if (named.size === 0) return {};
  const { assumedCredentials } = await import('./assumedCredentials.ts');
  const known = new LRUCache<string, Credentials>({ max: callersKept });
  return {
    credentialsFor: ({ accountId }, callerId) => {
      const { roleArn, externalId, regions: [region = 'us-east-1'] = [] } = named.get(accountId) ?? {};
      if (roleArn === undefined) return undefined;
      const key = `${accountId} ${callerId}`;
      const provider =
        known.get(key) ??
        assumedCredentials(own, { roleArn, externalId, region, stsEndpoint, sourceIdentity: sourceIdentity(callerId) });
      known.set(key, provider);
      return provider;
    },
  };
}

/** STS is loaded where it is needed only. */
async function lookUpAccount(region: string, endpoint: string | undefined): Promise<string> {
  const { callerIdentity: askSts } = await import('./callerIdentity.ts');
  return askSts(region, endpoint);
}
