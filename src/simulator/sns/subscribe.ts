// https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
// HTTP endpoints only, on this machine unless others are allowed: whoever can call the simulator could make it send requests
// into the network that it runs in. Nothing is delivered before the endpoint has confirmed. Subscribing again
// sends the confirmation request again.
import { Subscribe$, type SubscribeCommandInput, type SubscribeCommandOutput } from '@aws-sdk/client-sns';
import { isLoopback } from '../../core/isLoopback.ts';
import { AwsError, NotSimulated } from '../http/errors.ts';
import { type Operation, operation } from '../http/operation.ts';
import type { Post } from './createPost.ts';
import { findTopic } from './findTopic.ts';

export const subscribe = (post: Post, callbackHosts: readonly string[]): Operation =>
  operation<SubscribeCommandInput, SubscribeCommandOutput>(
    Subscribe$,
    (
      { TopicArn, Protocol: protocol, Endpoint: endpoint = '', Attributes = {}, ReturnSubscriptionArn: wantsArn },
      { world },
    ) => {
      const topic = findTopic(world, TopicArn);
      if (protocol !== 'http' && protocol !== 'https') {
        throw new NotSimulated(`The simulator delivers by http and https only: ${protocol}`);
      }
      const [attribute] = Object.keys(Attributes);
      if (attribute !== undefined) throw new NotSimulated(`Subscriptions have no attributes here: ${attribute}`);
      if (!URL.canParse(endpoint) || new URL(endpoint).protocol !== `${protocol}:`) {
        throw new AwsError('InvalidParameter', 'Invalid parameter: Endpoint must match the specified protocol');
      }
      const { hostname } = new URL(endpoint);
      if (!isLoopback(hostname) && !callbackHosts.includes(hostname)) {
        throw new AwsError(
          'InvalidParameter',
          `Invalid parameter: Endpoint. The simulator posts to this machine only, not to ${hostname}: start it with --callback-hosts ${hostname}`,
        );
      }
      const subscription = world.addSubscription(topic, endpoint);
      if (subscription.state === 'confirmed') return { SubscriptionArn: subscription.arn };
      subscription.state = 'pending';
      subscription.tokenMadeAt = world.clock.now();
      post.askToConfirm(topic, subscription, 'SubscriptionConfirmation');
      return { SubscriptionArn: wantsArn ? subscription.arn : 'pending confirmation' };
    },
  );
