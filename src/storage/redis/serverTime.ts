// The time of the Redis server, which is one for all instances. Between two answers of the server it goes on with a
// monotonic clock. It is never behind the server's: what is not older than a minute by this time is not by the server's.
import { type Clock, steadyClock, systemClock } from '../../core/clock.ts';
import type { Connection } from './connectRedis.ts';

export interface ServerTime extends Pick<Clock, 'now'> {
  /** The monotonic clock. */
  steadyNow(): number;
  /**
   * A time that the server has given, in milliseconds, for a command that was sent at a time of the monotonic clock. False if
   * the time was unknown, or has jumped: what was compared with it then is not.
   */
  observe(serverNow: number, sentAt: number): boolean;
  /** Calls back when the server's time has jumped, or another server gives it. */
  onJump(listener: () => void): void;
}

/** In milliseconds. More than clocks drift between two answers, and than anybody notices in the age of a list. */
const jump = 100;

export function createServerTime(steady: Pick<Clock, 'now'> = steadyClock): ServerTime {
  const listeners: (() => void)[] = [];
  /** The server's time less that of the monotonic clock lies between them. */
  let least = systemClock.now() - steady.now();
  let most = least;
  let isKnown = false;
  return {
    steadyNow: steady.now,
    now: () => Math.ceil(steady.now() + most),
    observe: (serverNow, sentAt) => {
      const [low, high] = [serverNow - steady.now(), serverNow + 1 - sentAt];
      const wasKnown = isKnown;
      isKnown = true;
      const hasJumped = low > most + jump || high < least - jump;
      if (!wasKnown || low > most || high < least) [least, most] = [low, high];
      else [least, most] = [Math.max(least, low), Math.min(most, high)];
      if (hasJumped) for (const listener of listeners) listener();
      return wasKnown && !hasJumped;
    },
    onJump: (listener) => void listeners.push(listener),
  };
}

/** Asks for the time with each new connection, and once before it resolves. */
export async function openServerTime(
  connection: Pick<Connection, 'send' | 'isReady' | 'onConnect'>,
): Promise<ServerTime> {
  const time = createServerTime();
  const ask = async () => {
    const sentAt = time.steadyNow();
    const [seconds, microseconds] = (await connection.send('TIME', [])) as unknown[];
    time.observe(Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000), sentAt);
  };
  // The next connection asks again. Until then, nothing is shared.
  const tryToAsk = () => ask().catch(() => undefined);
  connection.onConnect((which) => {
    if (which === 'commands') void tryToAsk();
  });
  if (connection.isReady()) await tryToAsk();
  return time;
}
