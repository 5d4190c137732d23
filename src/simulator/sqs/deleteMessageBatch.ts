// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessageBatch.html
import {
  DeleteMessageBatch$,
  type DeleteMessageBatchCommandInput,
  type DeleteMessageBatchCommandOutput,
} from '@aws-sdk/client-sqs';
import { operation } from '../http/operation.ts';
import { runEntries } from './queue/batchEntries.ts';
import { findQueue } from './queue/findQueue.ts';
import { messageOf } from './queue/receiptHandle.ts';

export const deleteMessageBatch = operation<DeleteMessageBatchCommandInput, DeleteMessageBatchCommandOutput>(
  DeleteMessageBatch$,
  ({ QueueUrl, Entries }, context) => {
    const queue = findQueue(QueueUrl, context);
    return runEntries(Entries, ({ ReceiptHandle = '' }) => {
      const message = messageOf(queue, ReceiptHandle, context.now);
      if (message) queue.delete(message);
      return {};
    });
  },
);
