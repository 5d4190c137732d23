// A gateway and a simulator for one test: HTTP in, the real SDK, HTTP out. Time only moves when the test moves it.
// `await using` closes both. A gateway beside another one shares its simulator and clock, and does not close them.
import { pino } from 'pino';
import type { Backend } from '../../src/aws/backend.ts';
import type { Config } from '../../src/config/options.ts';
import { type AdjustableClock, createClock } from '../../src/core/clock.ts';
import type { Reloadable } from '../../src/reloadGateway.ts';
import { type Gateway, type ServeInput, serve } from '../../src/serve.ts';
import { demoAccounts, documentedAccounts } from '../../src/simulator/demo/accounts.ts';
import { followedBatchJob } from '../../src/simulator/demo/batchSeries.ts';
import { demoTopic } from '../../src/simulator/demo/demoTopic.ts';
import type { Seed } from '../../src/simulator/seeds.ts';
import { type Simulator, startSimulator } from '../../src/simulator/startSimulator.ts';

const startOfTime = Date.UTC(2026, 0, 15, 12);

// biome-ignore lint/suspicious/noExplicitAny: each test knows the shape of its responses
export type Data = any;

export interface Answer {
  data: Data;
  errors?: { message: string; path?: (string | number)[]; extensions: Record<string, unknown> & { code: string } }[];
  extensions?: {
    aws: { calls: number; byOperation: Record<string, number>; cached: number; coalesced: number };
    cost?: { awsCalls: number; nodes: number };
  };
}

export interface TestGateway extends AsyncDisposable {
  url: string;
  snsUrl: string;
  /** The URL of the metrics. */
  adminUrl: string | null;
  simulator: Simulator;
  clock: AdjustableClock;
  /** Sends a query and returns the response, errors included. */
  query(query: string, variables?: Record<string, unknown>, signal?: AbortSignal): Promise<Answer>;
  /** The same with an API key or a token. */
  as(secret: string): Pick<TestGateway, 'query' | 'data'>;
  /** The data of a response; throws if it has errors. */
  data(query: string, variables?: Record<string, unknown>): Promise<Data>;
  /** The subscriptions in progress. */
  activity: Gateway['activity'];
  /** The restores that somebody follows. */
  restores: Gateway['restores'];
  /** What it was started with. */
  backend: Backend;
  /** Puts other parts of the configuration in place of the present ones. */
  reload(changed: Partial<Reloadable>): Promise<void>;
  /** Closes the gateway, not the simulator. */
  close(): Promise<void>;
  /** The calls that the simulator has received since the last time, by operation. */
  calls(): Record<string, number>;
}

/** Defaults of the tests that differ from the option table. */
const testConfig: Partial<Config> = {
  PORT: 0,
  START_SECRET: 'the-secret-of-all-gateways-of-tests',
  // On a busy machine, a call that is late would be repeated, and exact counts of calls would be wrong.
  AWS_ATTEMPT_TIMEOUT_MS: 60_000,
  AWS_TIMEOUT_MS: 60_000,
  // fetch asks for it in each test.
  COMPRESSION: false,
  // The simulator, the clients and other tests share the event loop.
  MAX_EVENT_LOOP_DELAY_MS: Number.POSITIVE_INFINITY,
};

/** Options by their names, and what a test replaces. */
export interface TestOptions extends Partial<Config>, Partial<Omit<ServeInput, 'backend'>> {
  seed?: Seed;
  /** Whether jobs keep starting in the demo world. */
  startsJobs?: boolean;
  /** Size of the vault archive-of-millions; without archives there is no such vault. */
  archives?: number;
  /** The accounts and regions of the gateway, in place of those of the demo world. */
  accounts?: Backend['accounts'];
  /** Another server instead of the simulator. */
  endpoint?: string;
  /** Other credentials than keys that never change. */
  credentials?: Backend['credentials'];
  /** A gateway whose simulator and clock this one shares. */
  beside?: Pick<TestGateway, 'simulator' | 'clock'>;
  /** False if a gateway that was killed can have started jobs. */
  hasNoPast?: boolean;
}

export async function startGateway({
  seed = 'demo',
  startsJobs = false,
  archives = 0,
  accounts,
  endpoint,
  credentials = ({ accountId }) => ({ accessKeyId: accountId, secretAccessKey: 'test' }),
  beside,
  hasNoPast = true,
  ...given
}: TestOptions = {}): Promise<TestGateway> {
  const clock = beside?.clock ?? createClock({ speed: 0, startAt: startOfTime });
  const simulator = beside?.simulator ?? (await startSimulator({ clock, seed, startsJobs, archives }));
  const [first, ...others] = demoAccounts;
  if (!first) throw new Error('the demo world has no account');
  const backend: Backend = {
    kind: 'LOCAL',
    ...(hasNoPast ? { hasNoPast } : {}),
    accounts: accounts ?? [first, ...others],
    trustedAccounts: documentedAccounts,
    clock,
    endpoints: () => ({
      glacier: endpoint ?? simulator.url,
      s3Control: endpoint ?? simulator.url,
      s3: endpoint ?? simulator.url,
      sns: simulator.url,
    }),
    credentials,
    ...(startsJobs ? { exampleBatchJob: () => followedBatchJob(clock.now()) } : {}),
  };
  const demoSns = { SNS_TOPICS: [demoTopic], SNS_CERTIFICATE_URL: simulator.certificateUrl };
  // Each takes what it knows: options are in capitals.
  const gateway = await serve(
    { ...testConfig, ...demoSns, ...given },
    // Polls are where the middle of their jitter is. To lookups, responses of AWS take no time: so the calls are exact.
    { log: pino({ level: 'silent' }), random: () => 0.5, idleClock: createClock({ speed: 0 }), ...given, backend },
  );

  const asking = (headers: Record<string, string>): Pick<TestGateway, 'query' | 'data'> => {
    const query = async (text: string, variables?: Record<string, unknown>, signal?: AbortSignal): Promise<Answer> => {
      const response = await fetch(gateway.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
        body: JSON.stringify({ query: text, variables }),
        ...(signal ? { signal } : {}),
      });
      return (await response.json()) as Answer;
    };
    const data = async (text: string, variables?: Record<string, unknown>): Promise<Data> => {
      const answer = await query(text, variables);
      if (answer.errors) throw new Error(JSON.stringify(answer.errors, null, 2));
      return answer.data;
    };
    return { query, data };
  };

  let present: Reloadable = { ...given, backend };
  let closed: Promise<void> | undefined;
  const close = () => {
    closed ??= gateway.close();
    return closed;
  };

  return {
    close,
    ...asking({}),
    as: (secret) => asking({ authorization: `Bearer ${secret}` }),
    url: gateway.url,
    snsUrl: gateway.snsUrl,
    adminUrl: gateway.adminUrl,
    activity: gateway.activity,
    restores: gateway.restores,
    backend,
    reload: (changed) => {
      present = { ...present, ...changed };
      return gateway.reload(present);
    },
    simulator,
    clock,
    calls: () => {
      const counts = simulator.calls.counts;
      simulator.calls.reset();
      return counts;
    },
    [Symbol.asyncDispose]: async () => {
      await close();
      if (!beside) await simulator.close();
    },
  };
}
