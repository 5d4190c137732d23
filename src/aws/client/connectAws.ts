// AWS as the backend: credentials, region and profile from the usual sources of AWS SDKs, and the configured accounts.
import { GlacierClient } from '@aws-sdk/client-glacier';
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
import { createRoles, type Roles } from './createRoles.ts';
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

export interface ConnectedAws {
  backend: Backend;
  /** The backend with other accounts. An account whose role is the same keeps its credentials. Null without configured accounts. */
  withAccounts: ((accounts: readonly ConfiguredAccount[]) => Promise<Backend>) | null;
}

export async function connectAws(settings: AwsSettings): Promise<ConnectedAws> {
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
    if (settings.accounts) {
      const rolesOf = createRoles(own, settings);
      const withAccounts = async (accounts: readonly ConfiguredAccount[]) => ({
        ...base,
        ...accountsWith(accounts, await rolesOf(accounts)),
      });
      return { backend: await withAccounts(settings.accounts), withAccounts };
    }
    const accountId =
      credentials.value.accountId ?? settings.accountId ?? (await lookUpAccount(own, region.value, settings));
    // One provider for all clients, so that it requests and renews once for all of them.
    const accounts: Backend['accounts'] = [{ accountId, name: null, regions: [region.value] }];
    return { backend: { ...base, accounts, credentials: () => own }, withAccounts: null };
  } finally {
    client.destroy();
  }
}

const toGatewayAccount = ({ accountId, name, regions }: ConfiguredAccount): GatewayAccount => ({
  accountId,
  name: name ?? null,
  regions,
});

/** The parts of the backend that differ with the accounts. */
function accountsWith(
  accounts: readonly ConfiguredAccount[],
  roles: Roles,
): Pick<Backend, 'accounts' | 'credentials' | 'credentialsFor'> {
  const [first, ...others] = accounts.map(toGatewayAccount);
  if (!first) throw new Error('there is no account');
  const byId = new Map(accounts.map((account) => [account.accountId, account]));
  const providers = new Map(accounts.map((account) => [account.accountId, roles.credentialsOf(account)]));
  return {
    accounts: [first, ...others],
    credentials: ({ accountId }) => providers.get(accountId),
    ...(accounts.some(({ sourceIdentity: isNamed }) => isNamed)
      ? { credentialsFor: ({ accountId }, callerId) => roles.credentialsFor(byId.get(accountId), callerId) }
      : {}),
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
