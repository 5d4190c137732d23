// https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketNotificationConfiguration.html
// Empty for a bucket that notifies nobody.
import {
  type FilterRuleName,
  GetBucketNotificationConfiguration$,
  type GetBucketNotificationConfigurationCommandInput,
  type GetBucketNotificationConfigurationCommandOutput,
} from '@aws-sdk/client-s3';
import { operation } from '../http/operation.ts';
import type { NotificationDestination } from '../world/objects/bucketNotifications.ts';
import { findBucket } from './rules/findBucket.ts';
import type { NotificationEvent } from './rules/parseNotifications.ts';

export const getBucketNotificationConfiguration = operation<
  GetBucketNotificationConfigurationCommandInput,
  GetBucketNotificationConfigurationCommandOutput
>(GetBucketNotificationConfiguration$, (input, context) => {
  const { destinations = [], hasEventBridge = false } = findBucket(input, context).notifications ?? {};
  const of = (kind: NotificationDestination['kind']) => destinations.filter((each) => each.kind === kind);
  const [queues, topics] = [of('queue'), of('topic')];
  return {
    ...(topics.length === 0
      ? {}
      : { TopicConfigurations: topics.map((each) => ({ TopicArn: each.arn, ...shared(each) })) }),
    ...(queues.length === 0
      ? {}
      : { QueueConfigurations: queues.map((each) => ({ QueueArn: each.arn, ...shared(each) })) }),
    ...(hasEventBridge ? { EventBridgeConfiguration: {} } : {}),
  };
});

const shared = ({ id, events, filter }: NotificationDestination) => ({
  Id: id,
  Events: [...events] as NotificationEvent[],
  ...(filter.length === 0
    ? {}
    : {
        Filter: {
          Key: { FilterRules: filter.map(({ name, value }) => ({ Name: name as FilterRuleName, Value: value })) },
        },
      }),
});
