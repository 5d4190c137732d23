// Record of a bucket's notification configuration.

export interface BucketNotifications {
  /** All events of the bucket go to EventBridge. */
  hasEventBridge: boolean;
  destinations: readonly NotificationDestination[];
}

export interface NotificationDestination {
  kind: 'queue' | 'topic';
  id: string;
  arn: string;
  /** As they were given: s3:ObjectRestore:* for example. */
  events: readonly string[];
  /** The rules of the filter, as they were given. */
  filter: readonly { name: 'prefix' | 'suffix'; value: string }[];
}
