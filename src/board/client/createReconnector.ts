// Keeps streams connected: after a failure it waits, longer each time, and connects again. What the connection is like, for all
// streams together.
import { backoff, equalJitter } from '../../core/backoff.ts';
import * as realTime from '../core/clock.ts';
import { createStore, type Store } from '../core/store.ts';
import { GraphqlFailure } from './failures.ts';

/** `waiting`: a stream is interrupted; `retryAt` is a time of the clock of this machine. */
export type Connection = { state: 'connected' } | { state: 'connecting' } | { state: 'waiting'; retryAt: number };

export interface Attempt {
  signal: AbortSignal;
  /** Whether the stream was never connected before. */
  isFirst: boolean;
  /** To be called when the connection is there, and whenever something arrives, such as a heartbeat. */
  onAlive(): void;
  /** To be called with each event. Only a stream that lasts after its first one ends the series of failed attempts. */
  onEvent(): void;
}

export interface Reconnector {
  /** Calls `connect` again and again, until it returns normally or the returned function is called. */
  keep(connect: (attempt: Attempt) => Promise<void>, onRefused: (failure: GraphqlFailure) => void): () => void;
  /** Ends all waits. */
  retryAll(): void;
  readonly connection: Store<Connection>;
}

/** One object each: a store tells nobody of a value that it has. */
const connected: Connection = { state: 'connected' };
const connecting: Connection = { state: 'connecting' };

/** In milliseconds. */
const pauses = { first: 1000, longest: 30_000 };
/** In milliseconds. An idle stream has a heartbeat every HEARTBEAT_SECONDS, by default 12. */
const silence = 60_000;
/** In milliseconds from the first event on. A stream that ends sooner may end so each time, like one that a proxy cuts. */
const steady = 10_000;

interface Interrupted {
  /** Null while it is connecting. */
  retryAt: number | null;
  retry(): void;
}

export function createReconnector({ now, after }: Pick<typeof realTime, 'now' | 'after'> = realTime): Reconnector {
  const connection = createStore<Connection>(connected);
  const interrupted = new Map<object, Interrupted>();

  const update = () => {
    const times = [...interrupted.values()].map(({ retryAt }) => retryAt);
    const waits = times.filter((time) => time !== null);
    if (times.length === 0) connection.set(connected);
    else if (waits.length === 0) connection.set(connecting);
    else connection.set({ state: 'waiting', retryAt: Math.min(...waits) });
  };

  const keep: Reconnector['keep'] = (connect, onRefused) => {
    const stream = {};
    let attempts = 0;
    let isFirst = true;
    let isEnded = false;
    let cancelWait = () => {};
    let controller = new AbortController();

    const attempt = async () => {
      const own = new AbortController();
      controller = own;
      let cancelSilence = after(silence, () => own.abort());
      const onAlive = () => {
        interrupted.delete(stream);
        update();
        cancelSilence();
        cancelSilence = after(silence, () => own.abort());
      };
      let firstEventAt: number | null = null;
      const onEvent = () => {
        firstEventAt ??= now();
      };
      try {
        await connect({ signal: own.signal, isFirst, onAlive, onEvent });
        end();
      } catch (error) {
        if (isEnded) return;
        if (error instanceof GraphqlFailure && !error.isRetryable) {
          end();
          onRefused(error);
          return;
        }
        if (firstEventAt !== null && now() - firstEventAt >= steady) attempts = 0;
        wait(error instanceof GraphqlFailure ? (error.retryAfterSeconds ?? 0) * 1000 : 0);
      } finally {
        cancelSilence();
        // A stream that sent a refusal is still open.
        own.abort();
        isFirst = false;
      }
    };

    const retry = () => {
      cancelWait();
      interrupted.set(stream, { retryAt: null, retry: () => undefined });
      update();
      void attempt();
    };

    const wait = (least: number) => {
      attempts += 1;
      const pause = Math.max(least, equalJitter(backoff(attempts, pauses)));
      cancelWait = after(pause, retry);
      interrupted.set(stream, { retryAt: now() + pause, retry });
      update();
    };

    const end = () => {
      isEnded = true;
      cancelWait();
      interrupted.delete(stream);
      update();
    };

    void attempt();
    return () => {
      end();
      controller.abort();
    };
  };

  const retryAll = () => {
    for (const { retry } of [...interrupted.values()]) retry();
  };
  return { connection, keep, retryAll };
}
