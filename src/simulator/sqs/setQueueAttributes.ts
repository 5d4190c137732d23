// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
// They hold at once; AWS takes up to 60 seconds.
import {
  SetQueueAttributes$,
  type SetQueueAttributesCommandInput,
  type SetQueueAttributesCommandOutput,
} from '@aws-sdk/client-sqs';
import { operation } from '../http/operation.ts';
import { findQueue } from './queue/findQueue.ts';
import { parseAttributes } from './queue/queueAttributes.ts';

export const setQueueAttributes = operation<SetQueueAttributesCommandInput, SetQueueAttributesCommandOutput>(
  SetQueueAttributes$,
  ({ QueueUrl, Attributes = {} }, context) => {
    const queue = findQueue(QueueUrl, context);
    const given = parseAttributes(Attributes, (arn) => context.world.queues.has(arn));
    queue.attributes = { ...queue.attributes, ...given };
    queue.modifiedAt = context.now;
    return {};
  },
);
