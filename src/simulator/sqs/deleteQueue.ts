// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteQueue.html
// With its messages. Its name is free a minute later.
import { DeleteQueue$, type DeleteQueueCommandInput, type DeleteQueueCommandOutput } from '@aws-sdk/client-sqs';
import { operation } from '../http/operation.ts';
import { findQueue } from './queue/findQueue.ts';

export const deleteQueue = operation<DeleteQueueCommandInput, DeleteQueueCommandOutput>(
  DeleteQueue$,
  ({ QueueUrl }, context) => {
    context.world.removeQueue(findQueue(QueueUrl, context), context.now);
    return {};
  },
);
