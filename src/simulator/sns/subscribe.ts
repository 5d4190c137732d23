// https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
// HTTP endpoints on this machine, unless others are allowed: whoever can call the simulator could make it send requests into the
// network that it runs in. Nothing is delivered before the endpoint has confirmed; subscribing again sends the confirmation request
// again. A queue of the caller needs no confirmation.
import { Subscribe$, type SubscribeCommandInput, type SubscribeCommandOutput } from '@aws-sdk/client-sns';
import { isLoopback } from '../../core/isLoopback.ts';
import { AwsError, NotSimulated } from '../http/errors.ts';
import { type Operation, type OperationContext, operation } from '../http/operation.ts';
import { arnOf } from '../world/arnOf.ts';
import type { Topic } from '../world/records.ts';
import type { Post } from './createPost.ts';
import { findTopic } from './findTopic.ts';

export const subscribe = (post: Post, callbackHosts: readonly string[]): Operation =>
  operation<SubscribeCommandInput, SubscribeCommandOutput>(Subscribe$, (input, context) => {
    const { Protocol: protocol, Endpoint: endpoint = '', Attributes: attributes = {} } = input;
    const { world } = context;
    const topic = findTopic(world, input.TopicArn);
    if (protocol === 'sqs') return subscribeQueue(topic, endpoint, attributes, context);
    if (protocol !== 'http' && protocol !== 'https') {
      throw new NotSimulated(`The simulator delivers by http, https and sqs only: ${protocol}`);
    }
    const [attribute] = Object.keys(attributes);
    if (attribute !== undefined) throw new NotSimulated(`HTTP subscriptions have no attributes here: ${attribute}`);
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
    return { SubscriptionArn: input.ReturnSubscriptionArn ? subscription.arn : 'pending confirmation' };
  });

/** A queue of another account would have to confirm, and a queue in another region need not exist yet: both are refused. */
function subscribeQueue(
  topic: Topic,
  endpoint: string,
  { RawMessageDelivery: raw = 'false', ...others }: Record<string, string>,
  { world, location }: OperationContext,
) {
  const [attribute] = Object.keys(others);
  if (attribute !== undefined) throw new NotSimulated(`Subscriptions of queues have no ${attribute} here`);
  if (raw !== 'true' && raw !== 'false') {
    throw new AwsError('InvalidParameter', 'Invalid parameter: Attributes Reason: RawMessageDelivery: Invalid value');
  }
  const name = /^arn:[\w-]+:sqs:[\w-]+:\d{12}:([\w-]{1,80})$/.exec(endpoint)?.[1];
  if (name === undefined) throw new AwsError('InvalidParameter', 'Invalid parameter: SQS endpoint ARN');
  if (endpoint !== arnOf('sqs', location, name)) {
    throw new NotSimulated('The simulator subscribes queues of the account and region of the request only');
  }
  const isRaw = raw === 'true';
  const subscription = world.addSubscription(topic, endpoint, 'confirmed', isRaw);
  if (subscription.isRaw !== isRaw) {
    throw new AwsError(
      'InvalidParameter',
      'Invalid parameter: Attributes Reason: Subscription already exists with different attributes',
    );
  }
  subscription.state = 'confirmed';
  return { SubscriptionArn: subscription.arn };
}
