// Two connections to a Redis (6 or later) or a Valkey: one for commands, one for messages. They reconnect for ever.
// Meanwhile commands reject at once, and no command is sent twice. Nothing here ends the process. Errors and log lines never
// contain the URL or the arguments of a command.
import { Redis, type RedisOptions } from 'ioredis';
import type { Logger } from 'pino';
import { backoff, equalJitter } from '../../core/backoff.ts';
import { systemClock } from '../../core/clock.ts';
import type { Script } from './luaScript.ts';
import type { RedisTimes } from './redisTimes.ts';

/** Redis is unreachable, too slow, or refuses. */
export class RedisError extends Error {
  override readonly name = 'RedisError';
}

export interface Connection {
  /** Whether a command can be sent now. */
  isReady(): boolean;
  /** Sends one command. Rejects with a RedisError, at the latest when the command has timed out. */
  send(command: string, args: readonly (string | number)[]): Promise<unknown>;
  /** Runs a script in one round trip, or two if the server does not have it yet. */
  run(script: Script, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown>;
  /** The same for a caller who waits: rejects at once while Redis is unreachable, and soon if it is slow. */
  runSoon: Connection['run'];
  subscribe(channels: readonly string[]): Promise<void>;
  unsubscribe(channel: string): Promise<void>;
  /** Calls back for each message on a subscribed channel. */
  onMessage(listener: (channel: string, message: string) => void): void;
  /** Calls back whenever a connection is ready, the first time and again. */
  onConnect(listener: (which: 'commands' | 'messages') => void): void;
  close(): Promise<void>;
}

/** In milliseconds. */
const connectTimeout = 1_000;
const reconnectPauses = { first: 100, longest: 2_000 };
const pingInterval = 5_000;

export async function connectRedis(
  url: string,
  log: Logger,
  { command: commandTimeout, soon, silence: socketTimeout }: Pick<RedisTimes, 'command' | 'soon' | 'silence'>,
): Promise<Connection> {
  const options = {
    lazyConnect: true,
    connectTimeout,
    commandTimeout,
    socketTimeout,
    // A command that was sent before the connection broke may have run: its sender decides.
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    // ioredis would subscribe again without handling the outcome; a failure would end the process.
    autoResubscribe: false,
    retryStrategy: (times: number) => equalJitter(backoff(times, reconnectPauses)),
    // The server has become a replica.
    reconnectOnError: ({ message }: Error) => message.includes('READONLY'),
    connectionName: 'glacier-graphql',
  };
  const commands = new Redis(url, options);
  const messages = new Redis(url, options);
  const errorOf = (error: unknown): RedisError => new RedisError(connectionReasonOf(error, commands.options));

  let isLost = false;
  let isEnding = false;
  let reason: string | undefined;
  let code: string | undefined;
  const { path, host, port } = commands.options;
  const server = path ?? `${host}:${port}`;
  const lose = () => {
    if (!isLost && !isEnding)
      log.warn(
        { host: server, code, reason },
        'Redis is unreachable; queries are answered without it, and subscribers get no changes until it is back',
      );
    isLost = true;
  };
  commands.on('error', (error: NodeJS.ErrnoException) => {
    reason = errorOf(error).message;
    code = error.code;
  });
  commands.on('close', lose);
  commands.on('ready', () => {
    if (isLost) log.info({ host: server }, 'Redis is reachable again');
    isLost = false;
    reason = undefined;
  });
  // The other connection reports the problem. An error without a listener would end the process.
  messages.on('error', () => undefined);

  const send: Connection['send'] = async (command, args) => {
    try {
      return await commands.call(command, [...args]);
    } catch (error) {
      throw errorOf(error);
    }
  };

  // A connection that writes nothing would not notice that the server is gone.
  let stopPinging = () => {};
  const ping = () => {
    stopPinging = systemClock.after(pingInterval, ping);
    messages.ping().catch(() => undefined);
  };
  ping();

  await Promise.race([
    Promise.all([commands, messages].map((client) => client.connect().catch(() => undefined))),
    new Promise<void>((resolve) => systemClock.after(connectTimeout, resolve)),
  ]);
  if (commands.status !== 'ready') lose();

  const run: Connection['run'] = async (script, keys, args) => {
    const rest = [keys.length, ...keys, ...args];
    try {
      return await send('EVALSHA', [script.sha, ...rest]);
    } catch (error) {
      if (!(error instanceof RedisError && error.message.includes('NOSCRIPT'))) throw error;
      return send('EVAL', [script.lua, ...rest]);
    }
  };

  return {
    isReady: () => commands.status === 'ready',
    send,
    run,
    runSoon: async (...script) => {
      if (commands.status !== 'ready') throw new RedisError('Redis: not connected');
      return withTimeout(soon, run(...script));
    },
    subscribe: async (channels) => {
      await messages.subscribe(...channels).catch((error: unknown) => Promise.reject(errorOf(error)));
    },
    unsubscribe: async (channel) => {
      await messages.unsubscribe(channel).catch((error: unknown) => Promise.reject(errorOf(error)));
    },
    onMessage: (listener) => void messages.on('message', listener),
    onConnect: (listener) => {
      commands.on('ready', () => listener('commands'));
      messages.on('ready', () => listener('messages'));
    },
    close: async () => {
      isEnding = true;
      stopPinging();
      // Commands that were sent still arrive.
      if (commands.status === 'ready') await commands.quit().catch(() => undefined);
      commands.disconnect();
      messages.disconnect();
    },
  };
}

const noAnswer = (milliseconds: number | undefined) => `Redis: no answer within ${milliseconds} ms`;

/** Rejects with a RedisError if the answer does not come in time. */
export const withTimeout = <T>(milliseconds: number, answer: Promise<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    const error = new RedisError(noAnswer(milliseconds));
    const disarm = systemClock.after(milliseconds, () => reject(error));
    answer.finally(disarm).then(resolve, reject);
  });

/** Usual messages of ioredis -> plain ones. */
const plainMessages: Record<string, string> = {
  "Stream isn't writeable and enableOfflineQueue options is false": 'not connected',
  'Connection is closed.': 'not connected',
};

function connectionReasonOf(
  error: unknown,
  { password, commandTimeout }: Pick<RedisOptions, 'password' | 'commandTimeout'>,
): string {
  const { name, message, code } = error as { name?: string; message?: string; code?: string };
  if (message === 'Command timed out') return noAnswer(commandTimeout);
  if (name === 'MaxRetriesPerRequestError') return 'Redis: the connection broke';
  // Several addresses that all refuse are one error without a message.
  const words = message || code || 'unknown error';
  const text = `Redis: ${plainMessages[words] ?? words}`;
  return password ? text.replaceAll(password, '***') : text;
}
