// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibilityBatch.html
import {
  ChangeMessageVisibilityBatch$,
  type ChangeMessageVisibilityBatchCommandInput,
  type ChangeMessageVisibilityBatchCommandOutput,
} from '@aws-sdk/client-sqs';
import { operation } from '../http/operation.ts';
import { runEntries } from './queue/batchEntries.ts';
import { changeVisibility } from './queue/changeVisibility.ts';
import { findQueue } from './queue/findQueue.ts';

export const changeMessageVisibilityBatch = operation<
  ChangeMessageVisibilityBatchCommandInput,
  ChangeMessageVisibilityBatchCommandOutput
>(ChangeMessageVisibilityBatch$, ({ QueueUrl, Entries }, context) => {
  const queue = findQueue(QueueUrl, context);
  return runEntries(Entries, (entry) => {
    changeVisibility(queue, entry, context.now);
    return {};
  });
});
