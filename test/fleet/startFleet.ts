// Built gateways in separate processes, on one Redis and one simulated AWS. The simulator is in this process: the test decides
// when its jobs end, and how fast its time runs. `await using` ends all of it.
import { afterAll, beforeAll, vi } from 'vitest';
import { createClock } from '../../src/core/clock.ts';
import { type Simulator, startSimulator } from '../../src/simulator/startSimulator.ts';
import { build, type Program, run, urlOf } from '../process/program.ts';
import { accountId, region } from '../support/jobRequests.ts';
import { describeWithRedis, startRedis, type TestRedis } from '../support/startRedis.ts';
import { type Subscriber, subscribe } from '../support/subscribe.ts';
import { type Folder, temporaryFolder } from '../support/temporaryFolder.ts';
import { type JobsWorld, jobsWorld } from './world.ts';

export interface Instance extends Program {
  url: string;
  /** A subscriber that has received an event. */
  follow(query: string, variables?: Record<string, unknown>): Promise<Subscriber>;
}

export interface Fleet extends AsyncDisposable {
  simulator: Simulator;
  redis: TestRedis;
  world: JobsWorld;
  /** Starts a gateway that polls AWS every second. */
  start(env?: Record<string, string>): Promise<Instance>;
}

export interface FleetOptions {
  /** The speed of AWS's time; 0 by default. */
  speed?: number;
}

export function describeWithFleet(
  name: string,
  tests: (startFleet: (options?: FleetOptions) => Promise<Fleet>) => void,
) {
  // Each test starts several processes, then mostly waits.
  // The timeout is for what hangs: a busy machine is many times slower than an idle one.
  vi.setConfig({ maxConcurrency: 2, testTimeout: 180_000 });
  describeWithRedis(name, () => {
    let program: Folder;
    let home: Folder;
    beforeAll(async () => {
      [program, home] = await Promise.all([build(), temporaryFolder()]);
    });
    afterAll(async () => {
      await Promise.all([program, home].map((folder) => folder?.[Symbol.asyncDispose]()));
    });
    tests((options = {}) => startFleet(program, home, options));
  });
}

async function startFleet(program: Folder, home: Folder, { speed = 0 }: FleetOptions): Promise<Fleet> {
  const [redis, simulator] = await Promise.all([
    startRedis(),
    startSimulator({ clock: createClock({ speed }), seed: 'empty' }),
  ]);
  const instances: Instance[] = [];
  return {
    simulator,
    redis,
    world: jobsWorld(simulator),
    start: async (env = {}) => {
      const started = run(program, home, {
        env: {
          PORT: '0',
          BACKEND: 'aws',
          ALLOW_ANONYMOUS_WRITES: '1',
          // Several processes share the machine with the tests, and their event loops are delayed.
          MAX_EVENT_LOOP_DELAY_MS: '60000',
          AWS_ENDPOINT_URL: simulator.url,
          AWS_REGION: region,
          AWS_ACCESS_KEY_ID: accountId,
          AWS_SECRET_ACCESS_KEY: 'any',
          REDIS_URL: redis.url,
          START_SECRET: 'fleet-'.repeat(10),
          POLL_MIN_SECONDS: '1',
          POLL_MAX_SECONDS: '1',
          ...env,
        },
      });
      const url = await urlOf(started);
      const follow: Instance['follow'] = (query, variables) => subscribe(url, query, variables);
      const instance: Instance = { ...started, url, follow };
      instances.push(instance);
      return instance;
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all(instances.map((instance) => instance[Symbol.asyncDispose]()));
      await Promise.all([simulator.close(), redis[Symbol.asyncDispose]()]);
    },
  };
}
