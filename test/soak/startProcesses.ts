// Processes of the soak test: one simulated AWS behind a hop, one Redis, and gateways that can be killed and restarted. A killed
// gateway restarts on another port, as behind a load balancer. The gateways get their credentials from a slow process.
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { type ServerProcess, startProcess } from '../bench/process.ts';
import { startChild } from '../support/startChild.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { trustRedis } from '../support/trustRedis.ts';
import { type SlowCredentials, slowCredentials } from './slowCredentials.ts';
import { type HostileAws, startHostileAws } from './startHostileAws.ts';

const dist = join(import.meta.dirname, '../../dist');
const accountId = '111122223333';
/** Simulated seconds in a real one. */
const speed = 600;

export interface Processes extends AsyncDisposable {
  /** The current GraphQL URL of the gateway. */
  url(gateway: number): string;
  readonly size: number;
  /** Resident memory, in bytes. */
  memory(gateway: number): number;
  /** Kills the gateway and starts another one in its place. */
  replace(gateway: number): Promise<void>;
  /** Kills Redis, which persists nothing, and restarts it after a while. */
  restartRedis(awayForMilliseconds: number): Promise<void>;
  /** The simulated time at a real time, both in milliseconds since 1970. */
  simulatedAt(realTime: number): number;
  /** Sets the simulator's faults. */
  faults(plan: readonly object[]): Promise<void>;
  /** The lines of the gateways' audit logs so far. */
  readonly audit: readonly string[];
  readonly hostileAws: HostileAws;
  readonly credentials: Pick<SlowCredentials, 'runs'>;
}

export async function startProcesses(size: number): Promise<Processes> {
  const temporary = await temporaryFolder('soak');
  const folder = temporary.path;
  const socket = join(folder, 'redis.sock');
  let redis = await startRedis(folder, socket);
  const simulator = await startProcess([
    join(dist, 'simulator.js'),
    ...['--port', '0', '--speed', String(speed), '--archives', '20000', '--seed', 'demo'],
  ]);
  const clock = (await (await fetch(`${simulator.url}/_simulator/clock`)).json()) as { now: string };
  const clockReadAt = Date.now();
  const hostileAws = await startHostileAws(simulator.url);
  const credentials = await slowCredentials(folder, { accountId, secondsEach: 6, secondsValid: 45 });
  const audit: string[] = [];
  let started = 0;
  const startGateway = () => {
    started += 1;
    const environment = {
      ...credentials.environment(`gateway-${started}`),
      PORT: '0',
      BACKEND: 'aws',
      ALLOW_ANONYMOUS_WRITES: '1',
      AWS_ENDPOINT_URL: hostileAws.url,
      AWS_REGION: 'us-east-1',
      REDIS_URL: socket,
      START_SECRET: 'soak-'.repeat(10),
      OUTPUT_SECRET: 'soak '.repeat(10),
      POLL_MIN_SECONDS: '1',
      POLL_MAX_SECONDS: '5',
      LOG_LEVEL: 'error',
    };
    const prints = (line: string) => {
      if (line.includes('"audit":true')) audit.push(line);
      return audit.at(-1) !== line;
    };
    return startProcess([join(dist, 'main.js')], environment, { prints });
  };
  const gateways = await Promise.all(Array.from({ length: size }, startGateway));
  // With a new Redis, starts would be INDETERMINATE for the first 70 seconds, and again after its first end.
  const client = new Redis(socket);
  await trustRedis({ client });
  client.disconnect();
  const at = (gateway: number): ServerProcess => {
    const found = gateways[gateway % size];
    if (!found) throw new Error(`there is no gateway ${gateway}`);
    return found;
  };
  return {
    size,
    audit,
    hostileAws,
    credentials,
    simulatedAt: (realTime) => Date.parse(clock.now) + (realTime - clockReadAt) * speed,
    url: (gateway) => at(gateway).url,
    memory: (gateway) => at(gateway).memory(),
    replace: async (gateway) => {
      await at(gateway)[Symbol.asyncDispose]();
      gateways[gateway % size] = await startGateway();
    },
    restartRedis: async (awayForMilliseconds) => {
      redis.kill('SIGKILL');
      await once(redis, 'exit');
      await new Promise((resolve) => setTimeout(resolve, awayForMilliseconds));
      redis = await startRedis(folder, socket);
    },
    faults: async (plan) => {
      await fetch(`${simulator.url}/_simulator/faults`, { method: 'POST', body: JSON.stringify(plan) });
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([...gateways, hostileAws, simulator].map((each) => each[Symbol.asyncDispose]()));
      redis.kill('SIGKILL');
      await temporary[Symbol.asyncDispose]();
    },
  };
}

async function startRedis(folder: string, socket: string): Promise<ChildProcess> {
  await rm(socket, { force: true });
  const server = startChild(
    'redis-server',
    ['--save', '', '--appendonly', 'no', '--dir', folder, '--port', '0', '--unixsocket', socket],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  await new Promise<void>((resolve) => {
    server.stdout.on('data', (text) => String(text).includes('ready to accept') && resolve());
  });
  return server;
}
