// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
// Long polling waits in real time, visibility timeouts pass in simulated time. A caller that has gone receives nothing.
import {
  ReceiveMessage$,
  type ReceiveMessageCommandInput,
  type ReceiveMessageCommandOutput,
} from '@aws-sdk/client-sqs';
import { within } from '../../core/clock.ts';
import type { Emission } from '../emission/createEmission.ts';
import { NotSimulated } from '../http/errors.ts';
import { type Operation, type OperationContext, operation } from '../http/operation.ts';
import { findQueue } from './queue/findQueue.ts';
import type { Message } from './queue/message.ts';
import type { MessageQueue } from './queue/messageQueue.ts';
import { ranges } from './queue/queueAttributes.ts';
import { writeReceived } from './queue/writeReceived.ts';
import { invalidValue, sqsError } from './sqsError.ts';

const MOST_MESSAGES = 10;

export const receiveMessage = (emission: Emission): Operation =>
  operation<ReceiveMessageCommandInput, ReceiveMessageCommandOutput>(ReceiveMessage$, async (input, context) => {
    const queue = findQueue(input.QueueUrl, context);
    if (input.ReceiveRequestAttemptId !== undefined)
      throw new NotSimulated('The simulator has standard queues without ReceiveRequestAttemptId');
    const most = Number(input.MaxNumberOfMessages ?? 1);
    if (most < 1 || most > MOST_MESSAGES) {
      throw invalidValue('MaxNumberOfMessages', String(most), `Must be between 1 and ${MOST_MESSAGES}, if provided.`);
    }
    const hidden = secondsOf(input.VisibilityTimeout, 'VisibilityTimeout', queue.attributes.VisibilityTimeout);
    const wait = secondsOf(input.WaitTimeSeconds, 'WaitTimeSeconds', queue.attributes.ReceiveMessageWaitTimeSeconds);
    const write = writeReceived(queue, input);
    if (wait === 0 && queue.isFull(context.now)) {
      throw sqsError('OverLimit', 'Too many messages in flight');
    }
    const take = () => queue.receive(most, hidden * 1000, context.world.clock.now());
    const messages = await arrived(take, queue, wait * 1000, context, emission);
    // While it waited, the queue can have been deleted.
    findQueue(input.QueueUrl, context);
    return messages.length === 0 ? {} : { Messages: await Promise.all(messages.map(write)) };
  });

function secondsOf(given: number | bigint | undefined, name: string, fallback: number): number {
  if (given === undefined) return fallback;
  const [from, to] = ranges[name === 'VisibilityTimeout' ? name : 'ReceiveMessageWaitTimeSeconds'];
  if (given < from || given > to)
    throw invalidValue(name, String(given), `Must be >= ${from} and <= ${to}, if provided.`);
  return Number(given);
}

/** The messages that are there, or the first that arrive within real milliseconds. */
async function arrived(
  take: () => Message[],
  queue: MessageQueue,
  wait: number,
  { world, signal: caller }: OperationContext,
  emission: Emission,
): Promise<Message[]> {
  let messages = take();
  if (messages.length > 0 || wait === 0) return messages;
  const unfollow = emission.follow();
  const { signal, done } = within(wait, caller);
  try {
    while (messages.length === 0 && !signal.aborted && world.queues.get(queue.arn) === queue) {
      await change(queue, world.clock, signal);
      if (!signal.aborted) messages = take();
    }
    return messages;
  } finally {
    done();
    unfollow();
  }
}

/** Resolves when a message can have become visible, or when the signal aborts. */
function change(queue: MessageQueue, clock: OperationContext['world']['clock'], signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const { nextVisibleAt } = queue;
    const disarm = Number.isFinite(nextVisibleAt) ? clock.after(nextVisibleAt - clock.now(), end) : () => undefined;
    const forget = queue.onArrival(end);
    signal.addEventListener('abort', end);
    function end() {
      disarm();
      forget();
      signal.removeEventListener('abort', end);
      resolve();
    }
  });
}
