// What a service of AWS sends to a queue. Without the queue, or without memory for the message, it is lost.
import { NotSimulated } from '../../http/errors.ts';
import type { NewMessage } from './message.ts';
import type { MessageQueue } from './messageQueue.ts';

/** The sender of messages that no caller has sent. */
const SENDER = 'AIDASIMULATEDSERVICE0';

export function deliverToQueue(
  queue: MessageQueue | undefined,
  message: Pick<NewMessage, 'body' | 'size' | 'at'>,
): void {
  try {
    queue?.send({ ...message, attributes: {}, senderId: SENDER });
  } catch (error) {
    if (!(error instanceof NotSimulated)) throw error;
  }
}
