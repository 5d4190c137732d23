// Request coalescing: equal reads that are in flight at the same moment share one call. A call stays open to joiners as
// long as each turn of the event loop brings new ones, both before it is sent and before its result is delivered. Under
// load, queries that already wait in the sockets join; a single caller loses two turns. Nobody receives a result older
// than a call that was still open when they asked. So there is no time to live to choose, and nothing goes stale.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Waiters } from '../limiter/waiters.ts';
import { CallTurns } from './callTurns.ts';

interface SharedCall {
  result: Promise<unknown>;
  /** How many callers still want the result; the last one to leave aborts the call. */
  waiting: number;
  /** How many callers ever joined: shows whether a turn brought new ones. */
  joined: number;
  waiters: Waiters;
  abort: AbortController;
}

/** A busy event loop cannot delay a call for more turns than this. */
const maxTurns = 25;

export class RequestCoalescer {
  readonly #open = new Map<string, SharedCall>();
  readonly #beginnings = new CallTurns();
  readonly #ends = new CallTurns();

  /**
   * Joins the open call with this key, or starts one; `joined` says which.
   * The result is the same object for all callers: they must not change it.
   */
  join<T>(
    key: string,
    signal: AbortSignal,
    send: (signal: AbortSignal, waiters: Waiters) => Promise<T>,
    callerId = '',
  ): { result: Promise<T>; joined: boolean } {
    const open = this.#open.get(key);
    const call = open ?? this.#start(key, callerId, send);
    call.waiters.join(callerId);
    call.waiting += 1;
    call.joined += 1;
    return { result: this.#resultOf<T>(key, call, signal, callerId), joined: open !== undefined };
  }

  /** Closes calls by a prefix of their keys: a read after a write must not join a call that was sent before the write. */
  close(prefix: string): void {
    for (const key of this.#open.keys()) if (key.startsWith(prefix)) this.#open.delete(key);
  }

  #start<T>(key: string, callerId: string, send: (signal: AbortSignal, waiters: Waiters) => Promise<T>): SharedCall {
    const abort = new AbortController();
    const waiters = new Waiters(callerId);
    const call: SharedCall = { result: Promise.resolve(), waiting: 0, joined: 0, waiters, abort };
    call.result = (async () => {
      try {
        await waitForJoiners(call);
        await this.#beginnings.take(waiters.callerIds);
        abort.signal.throwIfAborted();
        return await send(abort.signal, waiters);
      } finally {
        await waitForJoiners(call);
        this.#forget(key, call);
      }
    })();
    // Callers have promises of their own. If none is left, nobody needs to know of a failure.
    call.result.catch(() => undefined);
    this.#open.set(key, call);
    return call;
  }

  #forget(key: string, call: SharedCall): void {
    if (this.#open.get(key) === call) this.#open.delete(key);
  }

  #resultOf<T>(key: string, call: SharedCall, signal: AbortSignal, callerId: string): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const leave = () => {
        call.waiting -= 1;
        if (call.waiting === 0) {
          this.#forget(key, call);
          call.abort.abort(signal.reason);
        }
        reject(signal.reason);
      };
      if (signal.aborted) return leave();
      signal.addEventListener('abort', leave, { once: true });
      call.result
        .finally(() => {
          signal.removeEventListener('abort', leave);
          return this.#ends.take([callerId]);
        })
        .then((result) => resolve(result as T), reject);
    });
  }
}

async function waitForJoiners(call: SharedCall): Promise<void> {
  for (let turns = 0, before = -1; turns < maxTurns && call.joined !== before; turns += 1) {
    before = call.joined;
    await nextTurn();
  }
}
