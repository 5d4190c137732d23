// The receiver of events from an SQS queue. A message is deleted once it is handled, or if the gateway has no use for it. One
// that cannot be read or handled stays: SQS delivers it again, and moves it to the dead-letter queue as the queue's settings say.
// It keeps no other message from being deleted.
import type { Logger } from 'pino';
import type { Queue, QueueMessage } from '../aws/sqs/openQueue.ts';
import { backoff, equalJitter } from '../core/backoff.ts';
import { type Clock, systemClock } from '../core/clock.ts';
import { createOutageLog } from '../core/createOutageLog.ts';
import type { EventHandler } from './createEventHandler.ts';
import type { EventObserver } from './eventObserver.ts';
import { parseQueuedEvents } from './parseEvents.ts';

export interface FollowQueueServices {
  open(): Promise<Queue>;
  events: EventHandler;
  /** Counts the messages without an event. */
  observe?: EventObserver | undefined;
  /** Real time by default. */
  clock?: Clock | undefined;
  random?: (() => number) | undefined;
  log: Logger;
}

/** In milliseconds, after failures. */
const pauses = { first: 1_000, longest: 60_000 };

/** In milliseconds, after messages that all stay, and after early answers: a queue may deliver the same again at once. */
const pauseAfterUnread = 1_000;

/** In milliseconds. SQS waits for messages; what is between may answer at once that there are none, and each request costs money. */
const earlyAnswer = 250;

/** Receives until the result is closed. Messages in flight are handled and deleted before that resolves. */
export function followQueue({
  open,
  events,
  observe,
  clock = systemClock,
  random = Math.random,
  log,
}: FollowQueueServices) {
  const ending = new AbortController();
  const { signal } = ending;
  const outage = createOutageLog(
    log,
    { failed: 'receiving from the event queue failed', recovered: 'the event queue is received again' },
    clock,
  );

  let endPause = (): void => undefined;
  const pause = async (milliseconds: number): Promise<void> => {
    if (signal.aborted) return;
    await new Promise<void>((resolve) => {
      const cancel = clock.after(milliseconds, resolve);
      endPause = () => {
        cancel();
        resolve();
      };
    });
  };

  const act = async ({ messageId, body, receiveCount }: QueueMessage): Promise<boolean> => {
    const parsed = parseQueuedEvents(body);
    if (parsed.kind !== 'events') observe?.('none', parsed.kind);
    if (parsed.kind === 'malformed') {
      log[receiveCount > 1 ? 'debug' : 'warn'](
        { messageId, reason: parsed.reason },
        'message in the event queue is no event',
      );
      return false;
    }
    const reason =
      parsed.kind === 'events' ? await events.handle(parsed.id ?? messageId, parsed.events) : parsed.reason;
    if (reason !== null) log.debug({ messageId, reason }, 'message in the event queue has no effect');
    return true;
  };

  /** Whether the message is done with. */
  const handle = async (message: QueueMessage): Promise<boolean> => {
    try {
      return await act(message);
    } catch (error) {
      const { messageId, receiveCount } = message;
      log[receiveCount > 1 ? 'debug' : 'error'](
        { messageId, err: error },
        'handling a message of the event queue failed',
      );
      return false;
    }
  };

  const receiveOnce = async (queue: Queue): Promise<void> => {
    const askedAt = clock.now();
    const messages = await queue.receive(signal);
    if (messages.length === 0 && clock.now() - askedAt < earlyAnswer) await pause(pauseAfterUnread);
    const isDone = await Promise.all(messages.map(handle));
    const done = messages.filter((_, index) => isDone[index]);
    if (done.length > 0) await queue.delete(done);
    else if (messages.length > 0) await pause(pauseAfterUnread);
  };

  const run = async (): Promise<void> => {
    let queue: Queue | undefined;
    let failures = 0;
    while (!signal.aborted) {
      try {
        queue ??= await open();
        await receiveOnce(queue);
        failures = 0;
        outage.recovered();
      } catch (error) {
        if (signal.aborted) break;
        failures += 1;
        outage.failed({ err: error });
        await pause(equalJitter(backoff(failures, pauses), random));
      }
    }
    queue?.close();
  };

  const running = run();
  return {
    close: async (): Promise<void> => {
      ending.abort();
      endPause();
      await running;
    },
  };
}
