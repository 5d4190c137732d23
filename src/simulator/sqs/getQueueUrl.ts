// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueUrl.html
import { GetQueueUrl$, type GetQueueUrlCommandInput, type GetQueueUrlCommandOutput } from '@aws-sdk/client-sqs';
import { operation } from '../http/operation.ts';
import { queueOf, urlOf } from './queue/findQueue.ts';

export const getQueueUrl = operation<GetQueueUrlCommandInput, GetQueueUrlCommandOutput>(
  GetQueueUrl$,
  ({ QueueName = '', QueueOwnerAWSAccountId: owner }, context) => {
    const { name } = queueOf(QueueName, owner ?? context.account.accountId, context);
    return { QueueUrl: urlOf(name, context) };
  },
);
