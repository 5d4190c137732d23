// A simulator that runs elsewhere, for several gateways on the same data: its clock is asked for at the start and
// followed from then on. Time that somebody moved forward there moves forward here; it never goes back, so gateways are
// started anew after their simulator.

import { ConfigError } from '../config/configError.ts';
import { type AdjustableClock, type Clock, createClock, systemClock, within } from '../core/clock.ts';

export interface FollowedSimulator {
  url: string;
  clock: AdjustableClock;
  /** Follows it no more. */
  close(): Promise<void>;
}

/** In real milliseconds: how often its clock is read, and how long an answer may take. */
const readEvery = 2_000;
const patience = 2_000;

interface Time {
  now: number;
  speed: number;
}

/** Rejects where nothing answers so. */
async function readTime(url: string, signal: AbortSignal): Promise<Time> {
  const response = await fetch(new URL('/_simulator/clock', url), { signal });
  const text = await response.text();
  if (!response.ok) throw new Error(`HTTP ${response.status}: ${text.slice(0, 200)}`);
  const { now, speed } = JSON.parse(text) as { now?: unknown; speed?: unknown };
  const milliseconds = Date.parse(String(now));
  if (!Number.isFinite(milliseconds) || typeof speed !== 'number' || !(speed >= 0)) throw new Error('no time is there');
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
    // One that is away for a while is no more than a simulated AWS that is away; the calls tell.
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

/** fetch itself only says that it failed. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as { message?: string; cause?: { code?: string } };
  return cause?.code ?? message ?? String(error);
}
