// Local mode: starts the simulator, or finds one that runs elsewhere, and stands it behind the gateway. The only file
// that knows both.
import type { Backend } from '../aws/backend.ts';
import { type Clock, createClock } from '../core/clock.ts';
import { demoAccounts, documentedAccounts } from '../simulator/demo/accounts.ts';
import { demoTopic } from '../simulator/demo/demoTopic.ts';
import { certificatePath } from '../simulator/sns/createPost.ts';
import { startSimulator } from '../simulator/startSimulator.ts';
import { followSimulator } from './simulatorClock.ts';

export interface Local {
  backend: Backend;
  simulator: { url: string; close(): Promise<void> };
  sns: {
    topics: string[];
    certificateUrl: string;
    /** Has an embedded simulator post to the URL what is published, as if that had been confirmed long ago. */
    subscribe(url: string): void;
  };
}

export interface LocalOptions {
  /** Of a simulator that runs elsewhere, in place of an embedded one; its speed is its own. */
  url: string | undefined;
  speed: number;
  port: number;
  /** In the vault archive-of-millions. */
  archives: number;
}

export async function startLocal({ url, speed, port, archives }: LocalOptions): Promise<Local> {
  if (url !== undefined) {
    const { clock, ...simulator } = await followSimulator(url);
    // Whom it posts to, somebody says there: subscribing is a call of SNS.
    return { simulator, backend: backendOn(simulator.url, clock), sns: snsOf(simulator.url, () => undefined) };
  }
  const clock = createClock({ speed });
  const simulator = await startSimulator({ clock, port, archives });
  const { world } = simulator;
  const subscribe = (to: string) => void world.addSubscription(world.addTopic(demoTopic), to, 'confirmed');
  return { simulator, backend: backendOn(simulator.url, clock), sns: snsOf(simulator.url, subscribe) };
}

const snsOf = (simulatorUrl: string, subscribe: Local['sns']['subscribe']): Local['sns'] => ({
  topics: [demoTopic],
  certificateUrl: simulatorUrl + certificatePath,
  subscribe,
});

function backendOn(url: string, clock: Clock): Backend {
  const [first, ...others] = demoAccounts;
  if (!first) throw new Error('the demo world has no account');
  return {
    kind: 'LOCAL',
    accounts: [first, ...others],
    trustedAccounts: documentedAccounts,
    clock,
    endpoints: () => ({ glacier: url, s3Control: url, sns: url }),
    // The simulator takes an access key of twelve digits for the account that signs.
    credentials: ({ accountId }) => ({ accessKeyId: accountId, secretAccessKey: 'simulated' }),
  };
}
