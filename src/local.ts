// Local mode: starts the simulator, or finds one that runs elsewhere, and stands it behind the gateway. The only file
// that knows both.
import type { Backend } from './aws/backend.ts';
import { type Clock, createClock } from './clock.ts';
import { followSimulator } from './followSimulator.ts';
import { demoAccounts } from './simulator/demo/accounts.ts';
import { startSimulator } from './simulator/startSimulator.ts';

export interface Local {
  backend: Backend;
  simulator: { url: string; close(): Promise<void> };
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
    return { simulator, backend: backendOn(simulator.url, clock) };
  }
  const clock = createClock({ speed });
  const simulator = await startSimulator({ clock, port, archives });
  return { simulator, backend: backendOn(simulator.url, clock) };
}

function backendOn(url: string, clock: Clock): Backend {
  const [first, ...others] = demoAccounts;
  if (!first) throw new Error('the demo world has no account');
  return {
    kind: 'LOCAL',
    accounts: [first, ...others],
    clock,
    endpoints: () => ({ glacier: url, s3Control: url }),
    // The simulator takes an access key of twelve digits for the account that signs.
    credentials: ({ accountId }) => ({ accessKeyId: accountId, secretAccessKey: 'simulated' }),
  };
}
