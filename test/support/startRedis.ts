// A Redis process of one test. It keeps nothing on disk, and can be paused, killed and restarted.
// `await using` ends it.
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll } from 'vitest';
import { describeWith } from './describeWith.ts';
import { freePort } from './freePort.ts';
import { startChild } from './startChild.ts';
import { temporaryFolder } from './temporaryFolder.ts';

/** Tests that need a Redis, with the one that all of them share. */
export function describeWithRedis(name: string, tests: (shared: () => TestRedis) => void): void {
  describeWith('redis-server', name, () => {
    let redis: TestRedis | undefined;
    beforeAll(async () => {
      redis = await startRedis();
    });
    afterAll(() => redis?.[Symbol.asyncDispose]());
    tests(() => {
      if (!redis) throw new Error('there is no Redis yet');
      return redis;
    });
  });
}

export interface TestRedis extends AsyncDisposable {
  url: string;
  socket: string;
  /** To read and to change its content. */
  client: Redis;
  /** Pauses the process: its connections stay open and do not respond. */
  pause(): void;
  resume(): void;
  /** Kills it. */
  kill(): Promise<void>;
  /** Starts it again on the same port, empty unless it has saved a snapshot. */
  start(): Promise<void>;
  /** Cuts the connections of others. */
  cut(type: 'normal' | 'pubsub'): Promise<void>;
}

export async function startRedis({ password }: { password?: string } = {}): Promise<TestRedis> {
  const folder = await temporaryFolder('redis');
  const socket = join(folder.path, 'redis.sock');
  const secret = password === undefined ? [] : ['--requirepass', password];
  const fixed = [
    '--save',
    '',
    '--appendonly',
    'no',
    '--dir',
    folder.path,
    '--unixsocket',
    socket,
    '--bind',
    '127.0.0.1',
  ];
  let child: ChildProcess | undefined;

  /** False if another process has taken the port. */
  const launch = async (port: number): Promise<boolean> => {
    const started = startChild('redis-server', [...fixed, ...secret, '--port', String(port)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    const isUp = await new Promise<boolean>((resolve) => {
      started.stdout.on('data', (text) => {
        said += text;
        if (said.includes('Ready to accept connections')) resolve(true);
      });
      started.once('exit', () => resolve(false));
      started.once('error', () => resolve(false));
    });
    if (!isUp && !/Address already in use|bind/.test(said)) throw new Error(said);
    if (isUp) child = started;
    return isUp;
  };

  let port = await freePort();
  for (let tries = 0; !(await launch(port)); tries += 1) {
    if (tries > 5) throw new Error('no free port for a Redis');
    port = await freePort();
  }

  const client = new Redis({ path: socket, ...(password === undefined ? {} : { password }) });
  client.on('error', () => undefined);
  const kill = async () => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  return {
    url: `redis://${password === undefined ? '' : `:${encodeURIComponent(password)}@`}127.0.0.1:${port}`,
    socket,
    client,
    pause: () => void child?.kill('SIGSTOP'),
    resume: () => void child?.kill('SIGCONT'),
    kill,
    start: async () => {
      if (!(await launch(port))) throw new Error(`port ${port} was taken`);
    },
    cut: async (type) => void (await client.call('CLIENT', 'KILL', 'TYPE', type, 'SKIPME', 'yes')),
    [Symbol.asyncDispose]: async () => {
      client.disconnect();
      await kill();
      await folder[Symbol.asyncDispose]();
    },
  };
}
