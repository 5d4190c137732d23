// https://docs.aws.amazon.com/sns/latest/api/API_Unsubscribe.html
// The endpoint receives a notice with a token that restores the subscription. An unknown subscription is no error.
import { Unsubscribe$, type UnsubscribeCommandInput, type UnsubscribeCommandOutput } from '@aws-sdk/client-sns';
import { AwsError } from '../http/errors.ts';
import { type Operation, operation } from '../http/operation.ts';
import type { Post } from './createPost.ts';

export const unsubscribe = (post: Post): Operation =>
  operation<UnsubscribeCommandInput, UnsubscribeCommandOutput>(
    Unsubscribe$,
    ({ SubscriptionArn: arn = '' }, context) => {
      const { topics, clock } = context.world;
      if (!arn.startsWith('arn:')) throw new AwsError('InvalidParameter', 'Invalid parameter: SubscriptionArn');
      const topic = topics.get(arn.slice(0, arn.lastIndexOf(':')));
      const subscription = topic?.subscriptions.get(arn);
      if (!topic || subscription?.state !== 'confirmed') return {};
      subscription.state = 'ended';
      subscription.tokenMadeAt = clock.now();
      if (subscription.protocol !== 'sqs') post.askToConfirm(topic, subscription, 'UnsubscribeConfirmation');
      return {};
    },
  );
