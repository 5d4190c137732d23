// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
import {
  SendMessageBatch$,
  type SendMessageBatchCommandInput,
  type SendMessageBatchCommandOutput,
} from '@aws-sdk/client-sqs';
import { operation } from '../http/operation.ts';
import { attributesMd5, md5 } from './queue/attributesMd5.ts';
import { checkEntries, runEntries } from './queue/batchEntries.ts';
import { checkMessage } from './queue/checkMessage.ts';
import { findQueue } from './queue/findQueue.ts';
import { ranges } from './queue/queueAttributes.ts';
import { sqsError } from './sqsError.ts';

export const sendMessageBatch = operation<SendMessageBatchCommandInput, SendMessageBatchCommandOutput>(
  SendMessageBatch$,
  ({ QueueUrl, Entries: entries = [] }, context) => {
    const queue = findQueue(QueueUrl, context);
    checkEntries(entries);
    const [, most] = ranges.MaximumMessageSize;
    const size = entries.reduce((sum, { MessageBody = '' }) => sum + Buffer.byteLength(MessageBody), 0);
    if (size > most) {
      throw sqsError(
        'BatchRequestTooLong',
        `Batch requests cannot be longer than ${most} bytes. You have sent ${size} bytes.`,
      );
    }
    return runEntries(entries, (entry) => {
      const message = queue.send(checkMessage(entry, queue, context.now));
      return {
        MessageId: message.id,
        MD5OfMessageBody: md5(entry.MessageBody ?? ''),
        MD5OfMessageAttributes: attributesMd5(message.attributes),
      };
    });
  },
);
