// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_PurgeQueue.html
// At once; AWS takes up to 60 seconds, and allows no second request meanwhile.
import { PurgeQueue$, type PurgeQueueCommandInput, type PurgeQueueCommandOutput } from '@aws-sdk/client-sqs';
import { operation } from '../http/operation.ts';
import { findQueue } from './queue/findQueue.ts';
import { sqsError } from './sqsError.ts';

const PURGE = 60_000;

export const purgeQueue = operation<PurgeQueueCommandInput, PurgeQueueCommandOutput>(
  PurgeQueue$,
  ({ QueueUrl }, context) => {
    const queue = findQueue(QueueUrl, context);
    if (context.now < queue.purgedAt + PURGE) {
      throw sqsError(
        'PurgeQueueInProgress',
        `Only one PurgeQueue operation on ${queue.name} is allowed every 60 seconds.`,
      );
    }
    queue.purge();
    queue.purgedAt = context.now;
    return {};
  },
);
