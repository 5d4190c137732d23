// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html
import {
  ChangeMessageVisibility$,
  type ChangeMessageVisibilityCommandInput,
  type ChangeMessageVisibilityCommandOutput,
} from '@aws-sdk/client-sqs';
import { operation } from '../http/operation.ts';
import { changeVisibility } from './queue/changeVisibility.ts';
import { findQueue } from './queue/findQueue.ts';

export const changeMessageVisibility = operation<
  ChangeMessageVisibilityCommandInput,
  ChangeMessageVisibilityCommandOutput
>(ChangeMessageVisibility$, (input, context) => {
  changeVisibility(findQueue(input.QueueUrl, context), input, context.now);
  return {};
});
