// Equal reads that are under way at the same moment share one call. A flight waits for riders as long as each turn of
// the event loop brings new ones, both before it leaves and before it lands: under load the queries that already wait
// in the sockets come along, and a lone one loses two turns. Nobody is ever given an answer older than a flight
// that was still open when they asked, so there is no time to live to choose and nothing goes stale.
import { setImmediate as turn } from 'node:timers/promises';
import { Waiters } from '../limiter/waiters.ts';
import { ResumeLimiter } from './resumeLimiter.ts';

interface Flight {
  answer: Promise<unknown>;
  /** Who still wants the answer; with nobody left the call is aborted. */
  waiting: number;
  /** Everybody who ever came along: tells a turn with new riders from one without. */
  boarded: number;
  riders: Waiters;
  cancel: AbortController;
}

/** A busy loop cannot hold a flight longer than this. */
const maxTurns = 25;

export class RequestCoalescer {
  readonly #open = new Map<string, Flight>();
  readonly #landing = new ResumeLimiter();

  /**
   * Joins the open flight of this key, or starts one. `joined` says which.
   * The answer is the same object for all riders: they must not change it.
   */
  join<T>(
    key: string,
    signal: AbortSignal,
    call: (signal: AbortSignal, riders: Waiters) => Promise<T>,
    callerId = '',
  ): { answer: Promise<T>; joined: boolean } {
    const open = this.#open.get(key);
    const flight = open ?? this.#start(key, callerId, call);
    flight.riders.join(callerId);
    flight.waiting += 1;
    flight.boarded += 1;
    return { answer: this.#ride<T>(key, flight, signal), joined: open !== undefined };
  }

  /** Closes the flights whose key starts so: who asks after a write must not be given what was read before it. */
  close(prefix: string): void {
    for (const key of this.#open.keys()) if (key.startsWith(prefix)) this.#open.delete(key);
  }

  #start<T>(key: string, callerId: string, call: (signal: AbortSignal, riders: Waiters) => Promise<T>): Flight {
    const cancel = new AbortController();
    const flight: Flight = { answer: Promise.resolve(), waiting: 0, boarded: 0, riders: new Waiters(callerId), cancel };
    flight.answer = (async () => {
      try {
        await boarding(flight);
        cancel.signal.throwIfAborted();
        return await call(cancel.signal, flight.riders);
      } finally {
        await boarding(flight);
        this.#forget(key, flight);
      }
    })();
    // Riders have promises of their own; without any left, a failure concerns nobody.
    flight.answer.catch(() => undefined);
    this.#open.set(key, flight);
    return flight;
  }

  #forget(key: string, flight: Flight): void {
    if (this.#open.get(key) === flight) this.#open.delete(key);
  }

  #ride<T>(key: string, flight: Flight, signal: AbortSignal): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const leave = () => {
        flight.waiting -= 1;
        if (flight.waiting === 0) {
          this.#forget(key, flight);
          flight.cancel.abort(signal.reason);
        }
        reject(signal.reason);
      };
      if (signal.aborted) return leave();
      signal.addEventListener('abort', leave, { once: true });
      flight.answer
        .finally(() => {
          signal.removeEventListener('abort', leave);
          return this.#landing.turn();
        })
        .then((answer) => resolve(answer as T), reject);
    });
  }
}

async function boarding(flight: Flight): Promise<void> {
  for (let turns = 0, before = -1; turns < maxTurns && flight.boarded !== before; turns += 1) {
    before = flight.boarded;
    await turn();
  }
}
