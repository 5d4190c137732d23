// Receipt handles: each receive of a message has another one, and only the newest counts.
import { sqsError } from '../sqsError.ts';
import type { Message } from './message.ts';
import type { MessageQueue } from './messageQueue.ts';

export const writeHandle = ({ name }: MessageQueue, { id, receiveCount }: Message): string =>
  Buffer.from(`${name} ${id} ${receiveCount}`).toString('base64');

/** Undefined for a message that is gone, or that somebody has received again. Throws for a text that is no handle of the queue. */
export function messageOf(queue: MessageQueue, handle: string, now: number): Message | undefined {
  const [, name, id = '', count] = /^(\S+) ([0-9a-f-]{36}) (\d+)$/.exec(Buffer.from(handle, 'base64').toString()) ?? [];
  if (name !== queue.name) {
    throw sqsError('ReceiptHandleIsInvalid', `The input receipt handle "${handle}" is not a valid receipt handle.`);
  }
  const message = queue.find(id, now);
  return message?.receiveCount === Number(count) ? message : undefined;
}
