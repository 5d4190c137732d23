// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketNotificationConfiguration.html
// Replaces the whole configuration. Each queue and topic receives a test message.
import {
  PutBucketNotificationConfiguration$,
  type PutBucketNotificationConfigurationCommandInput,
  type PutBucketNotificationConfigurationCommandOutput,
} from '@aws-sdk/client-s3';
import type { Emission } from '../emission/createEmission.ts';
import { testNotification } from '../emission/s3Notification.ts';
import { type Operation, operation } from '../http/operation.ts';
import { findBucket } from './rules/findBucket.ts';
import { parseNotifications } from './rules/parseNotifications.ts';

export const putBucketNotificationConfiguration = (emission: Emission): Operation =>
  operation<PutBucketNotificationConfigurationCommandInput, PutBucketNotificationConfigurationCommandOutput>(
    PutBucketNotificationConfiguration$,
    async (input, context) => {
      const { world } = context;
      const bucket = findBucket(input, context);
      const notifications = parseNotifications(input.NotificationConfiguration ?? {}, context);
      // Events of before follow the configuration of before.
      let now = world.clock.now();
      for (let turn = emission.settle(now); turn; turn = emission.settle(now)) {
        await turn;
        now = world.clock.now();
      }
      bucket.notifications = notifications;
      if (!notifications) return {};
      world.objects.restores.watch(bucket, now);
      for (const { arn, kind } of notifications.destinations) {
        emission.deliver(arn, testNotification(bucket.name, now, world.messageIds), now, 'Amazon S3 Notification');
        if (kind === 'topic') emission.followAlways();
      }
      return {};
    },
  );
