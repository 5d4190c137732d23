// Registry of the SQS operations for standard queues. All others are refused by name.
import type { Emission } from '../emission/createEmission.ts';
import { signedService } from '../http/identity.ts';
import type { Service } from '../http/service.ts';
import { awsJson, targetOf } from '../protocol/awsJson.ts';
import { changeMessageVisibility } from './changeMessageVisibility.ts';
import { changeMessageVisibilityBatch } from './changeMessageVisibilityBatch.ts';
import { createQueue } from './createQueue.ts';
import { deleteMessage } from './deleteMessage.ts';
import { deleteMessageBatch } from './deleteMessageBatch.ts';
import { deleteQueue } from './deleteQueue.ts';
import { getQueueAttributes } from './getQueueAttributes.ts';
import { getQueueUrl } from './getQueueUrl.ts';
import { listQueues } from './listQueues.ts';
import { purgeQueue } from './purgeQueue.ts';
import { receiveMessage } from './receiveMessage.ts';
import { sendMessage } from './sendMessage.ts';
import { sendMessageBatch } from './sendMessageBatch.ts';
import { setQueueAttributes } from './setQueueAttributes.ts';
import { missingValue, queryCodes } from './sqsError.ts';

const target = 'AmazonSQS';

export const sqs = (emission: Emission): Service => ({
  name: 'sqs',
  protocol: awsJson({ target, version: '1.0', namespace: 'com.amazonaws.sqs', queryCodes, missing: missingValue }),
  faultCodes: { throttle: 'RequestThrottled', '5xx': 'InternalFailure' },
  claims: (request) => targetOf(request, target) !== undefined || signedService(request) === 'sqs',
  // Events of the time before are in the queue.
  settle: (_, now) => emission.settle(now),
  admit: (_input, _request, { accountId }, world) =>
    world.accounts.get(accountId) ?? { accountId, name: accountId, glacierClosed: false },
  operations: [
    createQueue,
    getQueueUrl,
    listQueues,
    getQueueAttributes,
    setQueueAttributes,
    sendMessage,
    sendMessageBatch,
    receiveMessage(emission),
    deleteMessage,
    deleteMessageBatch,
    changeMessageVisibility,
    changeMessageVisibilityBatch,
    purgeQueue,
    deleteQueue,
  ],
});
