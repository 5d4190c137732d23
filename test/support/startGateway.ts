// A gateway on a simulator, both of this test alone: HTTP in, the real SDK, HTTP out. Time stands still until the test
// moves it. `await using` ends both; a gateway beside another one has that one's simulator and clock, and leaves them.
import { type Logger, pino } from 'pino';
import type { Authenticator } from '../../src/access/authenticator.ts';
import type { AwsTimeouts } from '../../src/aws/client/clientPool.ts';
import type { LimiterSettings } from '../../src/aws/limiter/limiterSettings.ts';
import { type AdjustableClock, type Clock, createClock } from '../../src/core/clock.ts';
import type { RequestRules } from '../../src/http/requestRules.ts';
import type { StreamLimits } from '../../src/http/subscriptions/eventStreams.ts';
import type { PaceBounds } from '../../src/jobs/pace.ts';
import type { LimitSettings } from '../../src/limits/createLimits.ts';
import { type Gateway, serve } from '../../src/serve.ts';
import { demoAccounts, documentedAccounts } from '../../src/simulator/demo/accounts.ts';
import { demoTopic } from '../../src/simulator/demo/demoTopic.ts';
import { type Simulator, startSimulator } from '../../src/simulator/startSimulator.ts';
import type { SnsRules } from '../../src/sns/checkMessage.ts';
import type { TelemetryOptions } from '../../src/telemetry/createTelemetry.ts';
import { requestRules } from './requestRules.ts';

const startOfTime = Date.UTC(2026, 0, 15, 12);

// biome-ignore lint/suspicious/noExplicitAny: what a query answers is the test's business
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
  /** Where figures are. */
  adminUrl: string | null;
  simulator: Simulator;
  clock: AdjustableClock;
  /** Sends a query and gives its answer, errors included. */
  query(query: string, variables?: Record<string, unknown>, signal?: AbortSignal): Promise<Answer>;
  /** The same for somebody, with an API key or a token. */
  as(secret: string): Pick<TestGateway, 'query' | 'data'>;
  /** The same, for an answer without errors. */
  data(query: string, variables?: Record<string, unknown>): Promise<Data>;
  /** What subscriptions there are. */
  underWay: Gateway['underWay'];
  /** Ends the gateway alone; the simulator goes on. */
  close(): Promise<void>;
  /** What the simulator was asked since the last time, by operation. */
  calls(): Record<string, number>;
}

export async function startGateway({
  seed = 'demo',
  archives = 0,
  timeouts = { attempt: 5_000, call: 10_000 },
  gateLimits,
  endpoint,
  bulkStartTimeout = 30_000,
  settling = 60_000,
  startClock,
  jobsPerSource = 5000,
  inventoryScanBytes = 2 ** 25,
  redisUrl,
  limits = { heartbeatSeconds: 12, slowReaderTimeoutSeconds: 15 },
  pace = { minSeconds: 5, maxSeconds: 300 },
  sns,
  requests = {},
  callers = {},
  authenticator,
  outputSecret,
  log = pino({ level: 'silent' }),
  beside,
  port = 0,
  telemetry,
  latestLoop = Number.POSITIVE_INFINITY,
}: {
  seed?: 'demo' | 'empty';
  /** Of the vault archive-of-millions; without any there is no such vault. */
  archives?: number;
  /** Another server in place of the simulator. */
  endpoint?: string;
  timeouts?: AwsTimeouts;
  gateLimits?: LimiterSettings;
  bulkStartTimeout?: number;
  settling?: number;
  /** What starts go by, in place of real time. */
  startClock?: Clock;
  jobsPerSource?: number;
  inventoryScanBytes?: number;
  limits?: StreamLimits;
  redisUrl?: string;
  pace?: PaceBounds;
  /** The demo topic's messages from the simulator, unless given. */
  sns?: SnsRules | 'none';
  /** Instead of the defaults. */
  requests?: Partial<RequestRules>;
  /** What one caller may use; anonymous ones have no bounds unless given. */
  callers?: LimitSettings;
  /** Everybody may do everything, unless given. */
  authenticator?: Authenticator;
  /** What addresses of downloads are signed with, for gateways that serve each other's. */
  outputSecret?: string;
  log?: Logger;
  beside?: Pick<TestGateway, 'simulator' | 'clock'>;
  /** A free one, unless given. */
  port?: number;
  telemetry?: TelemetryOptions;
  /** Simulator, clients and other tests share the loop: it refuses nothing unless told how late it may be. */
  latestLoop?: number;
} = {}): Promise<TestGateway> {
  const clock = beside?.clock ?? createClock({ speed: 0, startAt: startOfTime });
  const simulator = beside?.simulator ?? (await startSimulator({ clock, seed, archives }));
  const [first, ...others] = demoAccounts;
  if (!first) throw new Error('the demo world has no account');
  const gateway = await serve({
    backend: {
      kind: 'LOCAL',
      accounts: [first, ...others],
      trustedAccounts: documentedAccounts,
      clock,
      endpoints: () => ({
        glacier: endpoint ?? simulator.url,
        s3Control: endpoint ?? simulator.url,
        sns: simulator.url,
      }),
      credentials: ({ accountId }) => ({ accessKeyId: accountId, secretAccessKey: 'test' }),
    },
    host: '127.0.0.1',
    port,
    timeouts,
    gateLimits,
    bulkStartTimeout,
    settling,
    startClock,
    jobsPerSource,
    inventoryScanBytes,
    limits,
    redisUrl,
    pace,
    sns: sns === 'none' ? undefined : (sns ?? { topics: [demoTopic], certificateUrl: simulator.certificateUrl }),
    requests: { ...requestRules, ...requests },
    callers,
    outputs: { seconds: 900, secret: outputSecret },
    authenticator,
    latestLoop,
    telemetry,
    log,
  });

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
    underWay: gateway.underWay,
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
