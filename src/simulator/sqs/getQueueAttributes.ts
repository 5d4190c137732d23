// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html
// Those that are named; without names there are none.
import {
  GetQueueAttributes$,
  type GetQueueAttributesCommandInput,
  type GetQueueAttributesCommandOutput,
  QueueAttributeName,
} from '@aws-sdk/client-sqs';
import { operation } from '../http/operation.ts';
import { findQueue } from './queue/findQueue.ts';
import type { MessageQueue } from './queue/messageQueue.ts';
import { attributeTexts } from './queue/queueAttributes.ts';
import { sqsError } from './sqsError.ts';

const known: readonly string[] = Object.values(QueueAttributeName);

export const getQueueAttributes = operation<GetQueueAttributesCommandInput, GetQueueAttributesCommandOutput>(
  GetQueueAttributes$,
  ({ QueueUrl, AttributeNames: names = [] }, context) => {
    const queue = findQueue(QueueUrl, context);
    const unknown = names.find((name) => !known.includes(name));
    if (unknown !== undefined) throw sqsError('InvalidAttributeName', `Unknown Attribute ${unknown}.`);
    const all = Object.entries(allAttributes(queue, context.now));
    const wanted = all.filter(([name]) => names.some((each) => each === 'All' || each === name));
    return wanted.length === 0 ? {} : { Attributes: Object.fromEntries(wanted) };
  },
);

function allAttributes(queue: MessageQueue, now: number): Record<string, string> {
  const { visible, inFlight, delayed } = queue.counts(now);
  const seconds = (time: number) => String(Math.floor(time / 1000));
  return {
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    CreatedTimestamp: seconds(queue.createdAt),
    LastModifiedTimestamp: seconds(queue.modifiedAt),
    ...attributeTexts(queue.attributes),
  };
}
