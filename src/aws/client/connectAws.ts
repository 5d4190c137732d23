// AWS as the backend: credentials, region and profile from the usual sources of AWS SDKs, and the configured accounts.
import { createHash } from 'node:crypto';
import { GlacierClient } from '@aws-sdk/client-glacier';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import { ConfigError } from '../../config/configError.ts';
import type { ConfiguredAccount } from '../../config/parseAccounts.ts';
import { systemClock } from '../../core/clock.ts';
import type { GatewayError } from '../../core/errors.ts';
import { regionPattern } from '../../core/partition.ts';
import { reasonOf } from '../../core/reasonOf.ts';
import type { Egress } from '../../egress/createEgress.ts';
import type { Backend, Endpoints, GatewayAccount } from '../backend.ts';
import type { AwsTimeouts } from './clientPool.ts';
import { Credentials } from './credentials.ts';

export interface AwsSettings {
  region: string | undefined;
  accountId: string | undefined;
  endpoints: Endpoints;
  stsEndpoint: string | undefined;
  /** Undefined for the credentials' own account in the one region. */
  accounts: readonly ConfiguredAccount[] | undefined;
  timeouts: AwsTimeouts;
  /** Milliseconds for the gateway's own credentials. */
  credentialsTimeout: number;
  egress: Egress;
  log: Logger;
}

/** The region of the SDK's own chain, which also takes texts that are no region. */
async function readRegion(provide: () => Promise<string>): Promise<string> {
  const region = await provide().catch((error: unknown) => {
    const [, refused] = /^Region not accepted: region="(.*)" is not/.exec(reasonOf(error)) ?? [];
    throw new Error(refused === undefined ? noRegion(error) : wrongRegion(refused));
  });
  if (!regionPattern.test(region)) throw new Error(wrongRegion(region));
  return region;
}

const noRegion = (error: unknown): string =>
  `No AWS region is configured: set AWS_REGION, or AWS_PROFILE to a profile that has one. (${reasonOf(error)})`;

/** The option AWS_REGION has been checked, so this one comes from the files. */
const wrongRegion = (region: string): string =>
  `The region of profile ${process.env['AWS_PROFILE'] || 'default'} is ${JSON.stringify(region)}. Allowed: a region such as us-east-1. Change it, or set AWS_REGION.`;

/** The reason is for the operator, who reads it on standard error. */
function noCredentials(error: unknown, timeout: number): string {
  const { code, cause } = error as GatewayError;
  if (code === 'DEADLINE_EXCEEDED') {
    return `The AWS credentials did not arrive within ${timeout / 1000} s. Check the credential_process or the metadata service, or raise AWS_CREDENTIALS_TIMEOUT_MS.`;
  }
  return String((cause as Error).message);
}

export async function connectAws(settings: AwsSettings): Promise<Backend> {
  const { credentialsTimeout, egress, timeouts, log } = settings;
  const client = new GlacierClient(settings.region ? { region: settings.region } : {});
  try {
    // Loaded only with AWS.
    const { credentialChain } = await import('./credentialChain.ts');
    const own = new Credentials({
      provider: credentialChain({ region: client.config.region, egress, attemptTimeout: timeouts.attempt }),
      owner: 'gateway',
      timeout: credentialsTimeout,
      log,
    });
    const [credentials, region] = await Promise.allSettled([
      own.provide(),
      settings.accounts ? '' : readRegion(client.config.region),
    ]);
    if (credentials.status === 'rejected' || region.status === 'rejected') {
      throw new ConfigError([
        ...(region.status === 'rejected' ? [(region.reason as Error).message] : []),
        ...(credentials.status === 'rejected' ? [noCredentials(credentials.reason, credentialsTimeout)] : []),
      ]);
    }
    const base = { kind: 'AWS' as const, clock: systemClock, endpoints: () => settings.endpoints };
    const [first, ...others] = settings.accounts ?? [];
    if (first) {
      const providers = new Map(
        await Promise.all(
          [first, ...others].map(
            async (account) => [account.accountId, await credentialsOf(account, own, settings)] as const,
          ),
        ),
      );
      return {
        ...base,
        accounts: [toGatewayAccount(first), ...others.map(toGatewayAccount)],
        credentials: ({ accountId }) => providers.get(accountId),
        ...(await namedCredentials([first, ...others], own, settings)),
      };
    }
    const accountId =
      credentials.value.accountId ?? settings.accountId ?? (await lookUpAccount(own, region.value, settings));
    // One provider for all clients, so that it requests and renews once for all of them.
    return { ...base, accounts: [{ accountId, name: null, regions: [region.value] }], credentials: () => own };
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
  settings: AwsSettings,
): Promise<Credentials> {
  if (roleArn === undefined) return own;
  const { assumedCredentials } = await import('./assumedCredentials.ts');
  const { stsEndpoint } = settings;
  return assumedCredentials(own, { roleArn, externalId, region, stsEndpoint }, settings);
}

/** How many callers' credentials are cached. */
const callersKept = 500;

/** For accounts with `sourceIdentity`. The role is assumed once for each caller, and again before it expires. */
async function namedCredentials(
  accounts: readonly ConfiguredAccount[],
  own: Credentials,
  settings: AwsSettings,
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
      const { stsEndpoint } = settings;
      const role = { roleArn, externalId, region, stsEndpoint, sourceIdentity: sourceIdentity(callerId) };
      const key = `${accountId} ${callerId}`;
      const provider = known.get(key) ?? assumedCredentials(own, role, settings);
      known.set(key, provider);
      return provider;
    },
  };
}

/** The client of STS is loaded only if it is needed. */
async function lookUpAccount(
  credentials: Credentials,
  region: string,
  { stsEndpoint: endpoint, egress, timeouts }: AwsSettings,
): Promise<string> {
  const { callerIdentity } = await import('./callerIdentity.ts');
  return callerIdentity({ credentials, region, endpoint, egress, attemptTimeout: timeouts.attempt });
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
  // A long issuer would leave no room for the subject.
  const readable = name
    .replace(/^jwt@[^#]*#/, 'jwt=')
    .replace(/[^\w+=.@-]/g, '-')
    .slice(0, maxIdentityLength - hashLength - 1);
  return `${readable},${createHash('sha256').update(callerId).digest('hex').slice(0, hashLength)}`;
}
