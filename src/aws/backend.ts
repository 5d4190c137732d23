// What stands behind the gateway: AWS (or a server that speaks like it), or the embedded simulator. The gateway knows
// no more of it than this.
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from '@smithy/types';
import type { Clock } from '../core/clock.ts';
import type { Location } from '../core/location.ts';
import type { Credentials } from './client/credentials.ts';

export interface GatewayAccount {
  accountId: string;
  name: string | null;
  regions: readonly string[];
}

export interface Endpoints {
  glacier?: string | undefined;
  s3Control?: string | undefined;
  sns?: string | undefined;
}

export interface Backend {
  kind: 'LOCAL' | 'AWS';
  /** The first is the default one, and so is the first of its regions. */
  accounts: readonly [GatewayAccount, ...GatewayAccount[]];
  /** Others whose topics, functions, keys and access points may be named. */
  trustedAccounts?: readonly string[] | undefined;
  /** The time that the backend's dates are in: the simulator's runs faster than the machine's. */
  clock: Clock;
  /** Servers to ask in place of AWS's own. */
  endpoints(location: Location): Endpoints;
  /** Undefined where the SDK's own chain finds them. */
  credentials(location: Location): Credentials | AwsCredentialIdentity | AwsCredentialIdentityProvider | undefined;
  /** Those of one caller alone, for what they change; undefined where the account does not tell callers apart. */
  credentialsFor?(location: Location, callerId: string): Credentials | undefined;
}

/** Whether the gateway serves the account and region. */
export const isServed = ({ accounts }: Backend, { accountId, region }: Location): boolean =>
  accounts.some((account) => account.accountId === accountId && account.regions.includes(region));

export const defaultLocation = ({ accounts: [first] }: Backend): Location => ({
  accountId: first.accountId,
  region: first.regions[0] ?? '',
});
