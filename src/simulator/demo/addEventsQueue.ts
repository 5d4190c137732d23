// A queue that receives what jobs tell: the changes of Batch jobs and restores by rules of EventBridge, and the ends of vault jobs from
// a topic. As docs/simulator.md describes it.
import { parsePattern } from '../events/rules/parsePattern.ts';
import { defaultAttributes } from '../sqs/queue/queueAttributes.ts';
import type { AccountRegion } from '../world/records.ts';
import type { World } from '../world/world.ts';

const rules = {
  'batch-job-changes': {
    source: ['aws.s3'],
    'detail-type': ['AWS Service Event via CloudTrail'],
    detail: { eventSource: ['s3.amazonaws.com'], eventName: ['JobCreated', 'JobStatusChanged'] },
  },
  'object-restores': {
    source: ['aws.s3'],
    'detail-type': ['Object Restore Initiated', 'Object Restore Completed', 'Object Restore Expired'],
  },
};

/** A message is kept for a day, and goes to the dead-letter queue after it was received five times. Returns the path of its URL. */
export function addEventsQueue(world: World, location: AccountRegion, name: string, topicArn?: string): string {
  const attributes = { ...defaultAttributes, MessageRetentionPeriod: 86_400, ReceiveMessageWaitTimeSeconds: 20 };
  const dead = world.addQueue(location, `${name}-dlq`, defaultAttributes);
  const { arn } = world.addQueue(location, name, {
    ...attributes,
    RedrivePolicy: { deadLetterTargetArn: dead.arn, maxReceiveCount: 5 },
  });
  for (const [rule, pattern] of Object.entries(rules)) {
    const text = JSON.stringify(pattern);
    const added = world.addRule(location, {
      name: `${name}-${rule}`,
      description: undefined,
      roleArn: undefined,
      pattern: text,
      matches: parsePattern(text),
      isEnabled: true,
    });
    added.targets.set('queue', { id: 'queue', arn, roleArn: undefined });
  }
  if (topicArn !== undefined) world.addSubscription(world.addTopic(topicArn), arn, 'confirmed');
  return `/${location.account.accountId}/${name}`;
}

/** Buckets of the location tell EventBridge of their restores. */
export function enableEventBridge(world: World, { account, region }: AccountRegion): void {
  for (const bucket of world.objects.bucketsOf(account)) {
    if (bucket.region !== region || bucket.notifications) continue;
    bucket.notifications = { hasEventBridge: true, destinations: [] };
    world.objects.restores.watch(bucket, world.clock.now());
  }
}
