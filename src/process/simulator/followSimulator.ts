// The clock of a simulator in another process, which several gateways can share. It is read at the start and then every
// two seconds. Time that is advanced there advances here. It never goes back, so restart the gateways after the simulator.

import { ConfigError } from '../../config/configError.ts';
import { type AdjustableClock, type Clock, createClock, systemClock, within } from '../../core/clock.ts';
import { reasonOf } from '../../core/reasonOf.ts';

export interface FollowedSimulator {
  url: string;
  clock: AdjustableClock;
  /** Stops following. */
  close(): Promise<void>;
}

/** In real milliseconds: the interval of reads, and the deadline of a response. */
const readEvery = 2_000;
const patience = 2_000;

interface Time {
  now: number;
  speed: number;
}

/** Rejects if the response is not that of a simulator. */
async function readTime(url: string, signal: AbortSignal): Promise<Time> {
  const response = await fetch(new URL('/_simulator/clock', url), { signal });
  const text = await response.text();
  if (!response.ok) throw new Error(`HTTP ${response.status}: ${text.slice(0, 200)}`);
  const { now, speed } = JSON.parse(text) as { now?: unknown; speed?: unknown };
  const milliseconds = Date.parse(String(now));
  if (!Number.isFinite(milliseconds) || typeof speed !== 'number' || !(speed >= 0))
    throw new Error('the response has no time');
  return { now: milliseconds, speed };
}

export async function followSimulator(given: string, base: Clock = systemClock): Promise<FollowedSimulator> {
  const { origin: url } = new URL(given);
  const closed = new AbortController();
  const read = async () => {
    const { signal, done } = within(patience, closed.signal);
    return readTime(url, signal).finally(done);
  };
  const { now, speed } = await read().catch((error: unknown) => {
    throw new ConfigError([
      `SIMULATOR_URL ${given}: no simulator answers there (${reasonOf(error)}). Start one: npm run simulator -- --port 4566`,
    ]);
  });
  const clock = createClock({ speed, startAt: now, base });

  let cancel = () => {};
  const readAgain = async () => {
    // While the simulator is away, the AWS calls fail and report it.
    const time = await read().catch(() => null);
    if (closed.signal.aborted) return;
    if (time) clock.advance(Math.max(0, time.now - clock.now()));
    readLater();
  };
  const readLater = () => {
    cancel = base.after(readEvery, () => void readAgain());
  };
  readLater();

  return {
    url,
    clock,
    close: async () => {
      closed.abort();
      cancel();
    },
  };
}
