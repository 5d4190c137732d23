// https://docs.aws.amazon.com/sns/latest/api/API_ConfirmSubscription.html
// The token comes from the message that the endpoint received; it is valid for two days.
import {
  ConfirmSubscription$,
  type ConfirmSubscriptionCommandInput,
  type ConfirmSubscriptionCommandOutput,
} from '@aws-sdk/client-sns';
import { AwsError } from '../http/errors.ts';
import { operation } from '../http/operation.ts';
import { DAY } from '../world/durations.ts';
import { findTopic } from './findTopic.ts';

export const confirmSubscription = operation<ConfirmSubscriptionCommandInput, ConfirmSubscriptionCommandOutput>(
  ConfirmSubscription$,
  ({ TopicArn, Token }, { world, now }) => {
    const { subscriptions } = findTopic(world, TopicArn);
    const subscription = [...subscriptions.values()].find(({ token }) => token === Token);
    if (!subscription || now > subscription.tokenMadeAt + 2 * DAY) {
      throw new AwsError('InvalidParameter', 'Invalid parameter: Token');
    }
    subscription.state = 'confirmed';
    return { SubscriptionArn: subscription.arn };
  },
);
