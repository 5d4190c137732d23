// AWS as the backend: credentials, region and profile from the SDK's own chain, and the configured accounts.
import { createHash } from 'node:crypto';
import { GlacierClient } from '@aws-sdk/client-glacier';
import { LRUCache } from 'lru-cache';
import type { ConfiguredAccount } from '../../config/accountsFile.ts';
import { ConfigError } from '../../config/configError.ts';
import { systemClock } from '../../core/clock.ts';
import type { Backend, Endpoints, GatewayAccount } from '../backend.ts';
import { Credentials } from './credentials.ts';

export interface AwsSettings {
  region: string | undefined;
  accountId: string | undefined;
  endpoints: Endpoints;
  stsEndpoint: string | undefined;
  /** Undefined for the credentials' own account in the one region. */
  accounts: readonly ConfiguredAccount[] | undefined;
}

/** Milliseconds for the gateway's own credentials: a metadata service or a credential process may be slow. */
const ownCredentialsTimeout = 10_000;

const noRegion = 'No AWS region is configured: set AWS_REGION, or AWS_PROFILE to a profile that has one.';
const noCredentials =
  'No AWS credentials were found: set AWS_PROFILE, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run where AWS provides them.';

export async function connectAws(settings: AwsSettings): Promise<Backend> {
  const client = new GlacierClient(settings.region ? { region: settings.region } : {});
  try {
    // The SDK's chain, created again after one has hung.
    const provider = () => new GlacierClient(settings.region ? { region: settings.region } : {}).config.credentials;
    const own = new Credentials({ provider, timeout: ownCredentialsTimeout });
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
    // One provider for all clients, so that it requests and renews once for all of them.
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

/** The gateway's own credentials, or those of the role that it assumes in the account. */
async function credentialsOf(
  { roleArn, externalId, regions: [region = 'us-east-1'] }: ConfiguredAccount,
  own: Credentials,
  stsEndpoint: string | undefined,
): Promise<Credentials> {
  if (roleArn === undefined) return own;
  const { assumedCredentials } = await import('./assumedCredentials.ts');
  return assumedCredentials(own, { roleArn, externalId, region, stsEndpoint });
}

/** How many callers' credentials are cached. */
const callersKept = 500;

/** For accounts with `sourceIdentity`. The role is assumed once for each caller, and again before it expires. */
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

/** The client of STS is loaded only if it is needed. */
async function lookUpAccount(region: string, endpoint: string | undefined): Promise<string> {
  const { callerIdentity } = await import('./callerIdentity.ts');
  return callerIdentity(region, endpoint);
}

const maxIdentityLength = 64;
const hashLength = 16;

/**
 * The name of a caller as STS accepts it: 2 to 64 of the characters A-Z a-z 0-9 _ + = , . @ -. Different callers have
 * different names: a name that does not fit ends in a comma and a hash, and no other name contains a comma.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export function sourceIdentity(callerId: string): string {
  const name = callerId.replace(':', '=');
  if (/^[\w+=.@-]{2,64}$/.test(name)) return name;
  const readable = name.replace(/[^\w+=.@-]/g, '-').slice(0, maxIdentityLength - hashLength - 1);
  return `${readable},${createHash('sha256').update(callerId).digest('hex').slice(0, hashLength)}`;
}
