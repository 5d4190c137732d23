// https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html
// All on one page. A pending subscription shows no ARN.
import {
  ListSubscriptionsByTopic$,
  type ListSubscriptionsByTopicCommandInput,
  type ListSubscriptionsByTopicCommandOutput,
} from '@aws-sdk/client-sns';
import { operation } from '../http/operation.ts';
import { findTopic } from './findTopic.ts';

export const listSubscriptionsByTopic = operation<
  ListSubscriptionsByTopicCommandInput,
  ListSubscriptionsByTopicCommandOutput
>(ListSubscriptionsByTopic$, ({ TopicArn }, { world, account: { accountId } }) => {
  const { arn: topicArn, subscriptions } = findTopic(world, TopicArn);
  return {
    Subscriptions: [...subscriptions.values()]
      .filter(({ state }) => state !== 'ended')
      .map(({ arn, endpoint, state }) => ({
        SubscriptionArn: state === 'confirmed' ? arn : 'PendingConfirmation',
        Owner: accountId,
        Protocol: endpoint.startsWith('https:') ? 'https' : 'http',
        Endpoint: endpoint,
        TopicArn: topicArn,
      })),
  };
});
