// The services of a gateway on the demo world, without its HTTP server: for executions whose contexts a test makes.
import { pino } from 'pino';
import { anonymous } from '../../src/access/caller.ts';
import type { Backend } from '../../src/aws/backend.ts';
import { defaultConfig } from '../../src/config/options.ts';
import { type Context, createContext } from '../../src/context.ts';
import { createClock } from '../../src/core/clock.ts';
import { createServices } from '../../src/createServices.ts';
import { createEgress } from '../../src/egress/createEgress.ts';
import { createByteBudget } from '../../src/limits/createByteBudget.ts';
import { demoAccounts } from '../../src/simulator/demo/accounts.ts';
import { startSimulator } from '../../src/simulator/startSimulator.ts';

export interface TestServices extends AsyncDisposable {
  /** As for a new request. */
  context(): Context;
}

export async function startServices(): Promise<TestServices> {
  const clock = createClock({ speed: 0, startAt: Date.UTC(2026, 0, 15, 12) });
  const simulator = await startSimulator({ clock, seed: 'demo', startsJobs: false });
  const [first, ...others] = demoAccounts;
  if (!first) throw new Error('the demo world has no account');
  const backend: Backend = {
    kind: 'LOCAL',
    hasNoPast: true,
    accounts: [first, ...others],
    trustedAccounts: [],
    clock,
    endpoints: () => ({ glacier: simulator.url, s3Control: simulator.url, s3: simulator.url, sns: simulator.url }),
    credentials: ({ accountId }) => ({ accessKeyId: accountId, secretAccessKey: 'test' }),
  };
  const config = { ...defaultConfig(), START_SECRET: 'the-secret-of-all-gateways-of-tests' };
  const services = await createServices(config, {
    backend,
    log: pino({ level: 'silent' }),
    prices: undefined,
    startClock: undefined,
    realClock: clock,
    idleClock: clock,
    redisTimes: undefined,
    random: () => 0.5,
    observer: { begin: () => () => {} },
    egress: createEgress(),
    budget: createByteBudget(config),
    rights: () => '',
    presentAccess: () => anonymous.access,
    baseUrl: () => 'http://gateway.test',
  });
  return {
    context: () => createContext(services, anonymous, new AbortController().signal),
    [Symbol.asyncDispose]: async () => {
      services.watches.close();
      services.jobIndex.vaultLists.close();
      await services.store.close();
      services.aws.close();
      await simulator.close();
    },
  };
}
