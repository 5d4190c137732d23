// The change of a message's visibility timeout, for one message and for batches.
import type { Long } from '../../codec/long.ts';
import { invalidValue, sqsError } from '../sqsError.ts';
import type { MessageQueue } from './messageQueue.ts';
import { ranges } from './queueAttributes.ts';
import { messageOf } from './receiptHandle.ts';

interface VisibilityChange {
  ReceiptHandle: string | undefined;
  VisibilityTimeout?: Long | undefined;
}

export function changeVisibility(queue: MessageQueue, input: VisibilityChange, now: number): void {
  const { ReceiptHandle: handle = '', VisibilityTimeout: seconds = 0 } = input;
  const [from, to] = ranges.VisibilityTimeout;
  if (seconds < from || seconds > to) {
    throw invalidValue(
      'VisibilityTimeout',
      String(seconds),
      `VisibilityTimeout must be an integer between ${from} and ${to}.`,
    );
  }
  const message = messageOf(queue, handle, now);
  if (!message) {
    const reason = 'Message does not exist or is not available for visibility timeout change.';
    throw invalidValue('ReceiptHandle', handle, reason);
  }
  if (!queue.isInFlight(message, now)) throw sqsError('MessageNotInflight', 'The message is not in flight.');
  const visibleAt = now + Number(seconds) * 1000;
  if (visibleAt > message.lastReceivedAt + to * 1000) {
    throw invalidValue(
      'VisibilityTimeout',
      String(seconds),
      `Total VisibilityTimeout for the message is beyond the limit [${to} seconds].`,
    );
  }
  queue.setVisibility(message, visibleAt, now);
}
