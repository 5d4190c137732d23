// https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html
// All on one page, so that no token is valid. A pending subscription shows no ARN.
import {
  ListSubscriptionsByTopic$,
  type ListSubscriptionsByTopicCommandInput,
  type ListSubscriptionsByTopicCommandOutput,
} from '@aws-sdk/client-sns';
import { AwsError } from '../http/errors.ts';
import { operation } from '../http/operation.ts';
import { findTopic } from './findTopic.ts';

export const listSubscriptionsByTopic = operation<
  ListSubscriptionsByTopicCommandInput,
  ListSubscriptionsByTopicCommandOutput
>(ListSubscriptionsByTopic$, ({ TopicArn, NextToken }, { world, account: { accountId } }) => {
  if (NextToken) throw new AwsError('InvalidParameter', 'Invalid parameter: NextToken');
  const { arn: topicArn, subscriptions } = findTopic(world, TopicArn);
  return {
    Subscriptions: [...subscriptions.values()]
      .filter(({ state }) => state !== 'ended')
      .map(({ arn, protocol, endpoint, state }) => ({
        SubscriptionArn: state === 'confirmed' ? arn : 'PendingConfirmation',
        Owner: accountId,
        Protocol: protocol,
        Endpoint: endpoint,
        TopicArn: topicArn,
      })),
  };
});
