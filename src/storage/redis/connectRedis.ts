// Two connections to a Redis (6 or later) or a Valkey: one for commands, one that listens. They come back by themselves,
// for ever; meanwhile, commands reject at once and none is sent again. Nothing here ends the process, and neither
// errors nor log lines hold the URL or a command's arguments.
import { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { backoff, equalJitter } from '../../core/backoff.ts';
import { systemClock } from '../../core/clock.ts';
import type { Script } from './watchScripts.ts';

/** Redis cannot be reached, is too slow, or refuses. */
export class RedisError extends Error {
  override readonly name = 'RedisError';
}

export interface Connection {
  /** Whether a command sent now has a chance. */
  isReady(): boolean;
  /** One command; rejects with a RedisError, at the latest after the time a command may take. */
  send(command: string, args: readonly (string | number)[]): Promise<unknown>;
  /** A script in one round trip, or two where the server has not seen it yet. */
  run(script: Script, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown>;
  subscribe(channels: readonly string[]): Promise<void>;
  unsubscribe(channel: string): Promise<void>;
  /** Calls back for each message on a channel that is subscribed to. */
  onMessage(listener: (channel: string, message: string) => void): void;
  /** Calls back whenever the connection for commands (again) stands, or the one that listens does. */
  onConnect(listener: (which: 'commands' | 'messages') => void): void;
  close(): Promise<void>;
}

/** In milliseconds. */
const commandTimeout = 1_000;
/** So long a silent server is waited for before it is connected to anew. */
const silence = 3_000;
const firstPause = 100;
const longestPause = 2_000;
const pingEvery = 5_000;

export async function connectRedis(url: string, log: Logger): Promise<Connection> {
  const options = {
    lazyConnect: true,
    connectTimeout: commandTimeout,
    commandTimeout,
    socketTimeout: silence,
    // What was sent before the connection broke may have been done: who sent it decides.
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    // ioredis subscribes again without looking at the outcome; a failure would end the process.
    autoResubscribe: false,
    retryStrategy: (times: number) => equalJitter(backoff(times, { first: firstPause, longest: longestPause })),
    // A replica that was the primary before.
    reconnectOnError: ({ message }: Error) => message.includes('READONLY'),
    connectionName: 'glacier-graphql',
  };
  const commands = new Redis(url, options);
  const messages = new Redis(url, options);
  const errorOf = (error: unknown): RedisError => new RedisError(reasonOf(error, commands.options.password));

  let isLost = false;
  let isEnding = false;
  let reason: string | undefined;
  const lose = () => {
    if (!isLost && !isEnding)
      log.warn(
        { reason },
        'Redis is out of reach; until it is back, queries are answered without it, and subscribers hear nothing new',
      );
    isLost = true;
  };
  commands.on('error', (error: Error) => {
    reason = errorOf(error).message;
  });
  commands.on('close', lose);
  commands.on('ready', () => {
    if (isLost) log.info('Redis is back');
    isLost = false;
    reason = undefined;
  });
  // It shares the fate of the other; but unheard, an error would end the process.
  messages.on('error', () => undefined);

  const send: Connection['send'] = async (command, args) => {
    try {
      return await commands.call(command, [...args]);
    } catch (error) {
      throw errorOf(error);
    }
  };

  // A connection that nothing is written to would not notice that its other end is gone.
  let stopPinging = () => {};
  const ping = () => {
    stopPinging = systemClock.after(pingEvery, ping);
    messages.ping().catch(() => undefined);
  };
  ping();

  await Promise.race([
    Promise.all([commands, messages].map((client) => client.connect().catch(() => undefined))),
    new Promise<void>((resolve) => systemClock.after(commandTimeout, resolve)),
  ]);
  if (commands.status !== 'ready') lose();

  return {
    isReady: () => commands.status === 'ready',
    send,
    run: async (script, keys, args) => {
      const rest = [keys.length, ...keys, ...args];
      try {
        return await send('EVALSHA', [script.sha, ...rest]);
      } catch (error) {
        if (!(error instanceof RedisError && error.message.includes('NOSCRIPT'))) throw error;
        return send('EVAL', [script.lua, ...rest]);
      }
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
      // Lets what was sent arrive.
      if (commands.status === 'ready') await commands.quit().catch(() => undefined);
      commands.disconnect();
      messages.disconnect();
    },
  };
}

/** ioredis's words for what is usual, in ours. */
const usual: Record<string, string> = {
  'Command timed out': `no answer within ${commandTimeout} ms`,
  "Stream isn't writeable and enableOfflineQueue options is false": 'not connected',
  'Connection is closed.': 'not connected',
};

function reasonOf(error: unknown, password: string | null | undefined): string {
  const { name, message, code } = error as { name?: string; message?: string; code?: string };
  if (name === 'MaxRetriesPerRequestError') return 'Redis: the connection broke';
  // Several addresses that all refuse are one error without words.
  const words = message || code || 'unknown error';
  const text = `Redis: ${usual[words] ?? words}`;
  return password ? text.replaceAll(password, '***') : text;
}
