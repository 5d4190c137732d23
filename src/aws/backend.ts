// What stands behind the gateway: AWS (or a server that speaks like it), or the embedded simulator. The gateway knows
// no more of it than this.
import type { GlacierClientConfig } from '@aws-sdk/client-glacier';
import type { Clock } from '../clock.ts';
import type { Location } from './location.ts';

export interface GatewayAccount {
  accountId: string;
  name: string | null;
  regions: readonly string[];
}

export interface Backend {
  kind: 'LOCAL' | 'AWS';
  /** The first is the default one, and so is the first of its regions. */
  accounts: readonly [GatewayAccount, ...GatewayAccount[]];
  /** The time that the backend's dates are in: the simulator's runs faster than the machine's. */
  clock: Clock;
  /** Endpoint and credentials for one account and region; what is left out, the SDK finds by its own chain. */
  clientConfig(location: Location): Pick<GlacierClientConfig, 'endpoint' | 'credentials'>;
}

export const defaultLocation = ({ accounts: [first] }: Backend): Location => ({
  accountId: first.accountId,
  region: first.regions[0] ?? '',
});
