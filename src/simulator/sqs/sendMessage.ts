// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
import { SendMessage$, type SendMessageCommandInput, type SendMessageCommandOutput } from '@aws-sdk/client-sqs';
import { operation } from '../http/operation.ts';
import { attributesMd5, md5 } from './queue/attributesMd5.ts';
import { checkMessage } from './queue/checkMessage.ts';
import { findQueue } from './queue/findQueue.ts';

export const sendMessage = operation<SendMessageCommandInput, SendMessageCommandOutput>(
  SendMessage$,
  (input, context) => {
    const queue = findQueue(input.QueueUrl, context);
    const message = queue.send(checkMessage(input, queue, context.now));
    return {
      MessageId: message.id,
      MD5OfMessageBody: md5(input.MessageBody ?? ''),
      MD5OfMessageAttributes: attributesMd5(message.attributes),
    };
  },
);
