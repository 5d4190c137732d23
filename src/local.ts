// Local mode: starts the simulator and stands it behind the gateway. The only file that knows both.
import type { Backend } from './aws/backend.ts';
import { createClock } from './clock.ts';
import { demoAccounts } from './simulator/demo/accounts.ts';
import { type Simulator, startSimulator } from './simulator/startSimulator.ts';

export interface Local {
  backend: Backend;
  simulator: Simulator;
}

export async function startLocal({ speed, port }: { speed: number; port: number }): Promise<Local> {
  const clock = createClock({ speed });
  const simulator = await startSimulator({ clock, port });
  const [first, ...others] = demoAccounts;
  if (!first) throw new Error('the demo world has no account');
  return {
    simulator,
    backend: {
      kind: 'LOCAL',
      accounts: [first, ...others],
      clock,
      endpoints: () => ({ glacier: simulator.url, s3Control: simulator.url }),
      // The simulator takes an access key of twelve digits for the account that signs.
      credentials: ({ accountId }) => ({ accessKeyId: accountId, secretAccessKey: 'simulated' }),
    },
  };
}
