// The timer of long-lived connections: it sends heartbeats, and finds clients that no longer answer. Its time is the
// time in which the process ran. While the process was suspended, as a container or with SIGSTOP, its clients could not be
// observed, so that time says nothing about them.
import { type Clock, steadyClock } from '../../core/clock.ts';

/** The interval of checks, in milliseconds; shorter for shorter heartbeats. */
const longestInterval = 1000;

export class ConnectionTimer {
  readonly #heartbeat: number;
  readonly #interval: number;
  readonly #check: (isHeartbeatDue: boolean) => void;
  readonly #clock: Clock;
  #ran = 0;
  #measuredAt: number;
  #heartbeatAt = 0;
  #cancel = () => {};

  constructor(heartbeatSeconds: number, check: (isHeartbeatDue: boolean) => void, clock: Clock = steadyClock) {
    this.#heartbeat = heartbeatSeconds * 1000;
    this.#interval = Math.min(longestInterval, this.#heartbeat);
    this.#check = check;
    this.#clock = clock;
    this.#measuredAt = clock.now();
  }

  /** Milliseconds in which the process ran. */
  now(): number {
    const now = this.#clock.now();
    // A busy process is late too, but not by a whole interval.
    this.#ran += Math.min(now - this.#measuredAt, 2 * this.#interval);
    this.#measuredAt = now;
    return this.#ran;
  }

  /** With the first connection. */
  start(): void {
    this.#heartbeatAt = this.now() + this.#heartbeat;
    this.#schedule();
  }

  /** With the last connection. */
  stop(): void {
    this.#cancel();
  }

  #schedule(): void {
    this.#cancel();
    this.#cancel = this.#clock.after(this.#interval, () => {
      this.#schedule();
      const now = this.now();
      const isHeartbeatDue = now >= this.#heartbeatAt;
      if (isHeartbeatDue) this.#heartbeatAt = now + this.#heartbeat;
      this.#check(isHeartbeatDue);
    });
  }
}
