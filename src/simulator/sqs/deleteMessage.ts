// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessage.html
// An older handle of a message that was received again succeeds and deletes nothing.
import { DeleteMessage$, type DeleteMessageCommandInput, type DeleteMessageCommandOutput } from '@aws-sdk/client-sqs';
import { operation } from '../http/operation.ts';
import { findQueue } from './queue/findQueue.ts';
import { messageOf } from './queue/receiptHandle.ts';

export const deleteMessage = operation<DeleteMessageCommandInput, DeleteMessageCommandOutput>(
  DeleteMessage$,
  ({ QueueUrl, ReceiptHandle = '' }, context) => {
    const queue = findQueue(QueueUrl, context);
    const message = messageOf(queue, ReceiptHandle, context.now);
    if (message) queue.delete(message);
    return {};
  },
);
