// The backend of the gateway: AWS (or a server with its protocol), or the embedded simulator.
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from '@smithy/types';
import type { Clock } from '../core/clock.ts';
import type { BatchJobKey, Location } from '../core/location.ts';
import type { Credentials } from './client/credentials.ts';

export interface GatewayAccount {
  accountId: string;
  name: string | null;
  regions: readonly string[];
}

export interface Endpoints {
  glacier?: string | undefined;
  s3Control?: string | undefined;
  s3?: string | undefined;
  sns?: string | undefined;
}

export interface Backend {
  kind: 'LOCAL' | 'AWS';
  /** True if its jobs began with this process and end with it: no earlier process can have started one. */
  hasNoPast?: true;
  /** The first one is the default, and so is its first region. */
  accounts: readonly [GatewayAccount, ...GatewayAccount[]];
  /** Other accounts whose topics, functions, keys and access points callers may name. */
  trustedAccounts?: readonly string[] | undefined;
  /** The clock of the backend's dates: the simulator's may run faster than the machine's. */
  clock: Clock;
  /** Endpoints to use instead of AWS's own. */
  endpoints(location: Location): Endpoints;
  /** Undefined if the SDK's own chain finds them. */
  credentials(location: Location): Credentials | AwsCredentialIdentity | AwsCredentialIdentityProvider | undefined;
  /** A running job for the examples in GraphiQL. Only a simulator has one that is known to run. */
  exampleBatchJob?(): BatchJobKey;
  /** A caller's own credentials, for its writes. Undefined if the account does not distinguish callers. */
  credentialsFor?(location: Location, callerId: string): Credentials | undefined;
}

/** Whether the gateway serves the account and region. */
export const isServed = ({ accounts }: Backend, { accountId, region }: Location): boolean =>
  accounts.some((account) => account.accountId === accountId && account.regions.includes(region));

/** Whether the account is one of the gateway's. Its buckets can be in regions that are not served. */
export const hasAccount = ({ accounts }: Backend, accountId: string): boolean =>
  accounts.some((account) => account.accountId === accountId);

/** Every account and region that the gateway serves. */
export const servedLocations = ({ accounts }: Backend): Location[] =>
  accounts.flatMap(({ accountId, regions }) => regions.map((region) => ({ accountId, region })));

export const defaultLocation = ({ accounts: [first] }: Backend): Location => ({
  accountId: first.accountId,
  region: first.regions[0] ?? '',
});
