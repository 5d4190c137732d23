// Runs the scripts of the reservations with what this instance knows of their time, and reports when Redis may have lost
// reservations. Each instance touches the memory regularly, so that a loss is noticed when it happens, not at the next start.
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { Clock } from '../../core/clock.ts';
import { createOutageLog } from '../../core/createOutageLog.ts';
import { rememberedFor } from '../../starts/reservations.ts';
import type { Connection } from './connectRedis.ts';
import { reservationMemoryKey } from './keys.ts';
import type { Script } from './luaScript.ts';

export interface ReservationMemory {
  /** Runs a script, and returns its result without what the prelude adds. */
  run(script: Script, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown[]>;
  close(): void;
}

export interface ReservationMemoryOptions {
  /** A monotonic clock. */
  clock: Clock;
  /** AWS's list shows a job at most so many milliseconds after it can have been sent. */
  settledAfter: number;
  /** The script that does nothing else. */
  touch: Script;
  log: Pick<Logger, 'info' | 'warn'>;
}

/** In milliseconds. */
const touchEvery = 2_000;

/**
 * The time of the memory can be so many milliseconds behind when something is recorded, and then catch up: an age in it is at
 * most so much too long. For that, an instance that was silent for longer reports no more.
 */
export const maxAgeError = 5_000;

/** Resolves when it is known since when Redis remembers, or that Redis is away. */
export async function openReservationMemory(
  connection: Pick<Connection, 'run' | 'onConnect'>,
  { clock, settledAfter, touch, log }: ReservationMemoryOptions,
): Promise<ReservationMemory> {
  /** What the last answer said. */
  let known = { epoch: '', time: 0 };
  /**
   * From an answer on, the time advances with the clock. Later answers do not start it anew: what passes while a call is in
   * flight would be lost, and with calls in flight all the time, the time would nearly stop.
   */
  let start = { time: 0, at: 0 };
  /** When the last call that was answered was sent. */
  let sentAt = 0;
  let connections = 0;
  let knownConnection = -1;
  const loss = createOutageLog(log, {
    failed:
      'Redis may have lost reservations of starts. A start with a key that Redis does not have is INDETERMINATE until AWS lists all earlier jobs.',
    recovered: 'Redis has all reservations of starts that can matter.',
  });

  const timeAt = (at: number) => start.time + at - start.at;

  const learn = (answer: typeof known, answerSentAt: number) => {
    const now = clock.now();
    // Others may have recorded something while this instance was silent.
    const wasSilent = now - sentAt > maxAgeError;
    // Counted from now, not from the call: the instance must not report more time than has passed.
    if (answer.epoch !== known.epoch || wasSilent || answer.time > timeAt(now)) start = { time: answer.time, at: now };
    known = answer;
    sentAt = answerSentAt;
  };

  const run: ReservationMemory['run'] = async (script, keys, args) => {
    const connectionOfCall = connections;
    const now = clock.now();
    const time = Math.floor(Math.min(timeAt(now), known.time + maxAgeError));
    const isNewConnection = connectionOfCall === knownConnection ? 0 : 1;
    const own = [known.epoch, time, randomUUID(), isNewConnection, rememberedFor];
    const answer = (await connection.run(script, [reservationMemoryKey, ...keys], [...own, ...args])) as unknown[];
    const [epoch, answered, lostAt, reason, ...result] = answer;
    learn({ epoch: String(epoch), time: Number(answered) }, now);
    knownConnection = connectionOfCall;
    if (known.time - Number(lostAt) < settledAfter + maxAgeError) loss.failed({ reason, ...adviceFor(reason) });
    else loss.recovered();
    return result;
  };

  let stop = () => {};
  const touchLater = () => {
    stop();
    stop = clock.after(touchEvery, () => void touchNow());
  };
  const touchNow = async () => {
    touchLater();
    // While Redis is away, the connection reports it.
    await run(touch, [], []).catch(() => undefined);
  };
  connection.onConnect((which) => {
    if (which !== 'commands') return;
    connections += 1;
    void touchNow();
  });
  await touchNow();

  return { run, close: () => stop() };
}

const adviceFor = (reason: unknown) =>
  reason === 'keys evicted' ? { advice: 'Set maxmemory-policy to noeviction, or use a Redis of its own.' } : {};
