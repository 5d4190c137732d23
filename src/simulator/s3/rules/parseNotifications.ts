// The rules of a bucket's notification configuration: destinations that exist, events of restores, and no two that overlap.
import type { Event, NotificationConfiguration, NotificationConfigurationFilter } from '@aws-sdk/client-s3';
import { malformedXml, NotSimulated } from '../../http/errors.ts';
import type { OperationContext } from '../../http/operation.ts';
import { invalidArgument } from '../../protocol/s3/s3Error.ts';
import { arnOf } from '../../world/arnOf.ts';
import type { BucketNotifications, NotificationDestination } from '../../world/objects/bucketNotifications.ts';

export type NotificationEvent = Event;

const simulated: readonly string[] = [
  's3:ObjectRestore:*',
  's3:ObjectRestore:Post',
  's3:ObjectRestore:Completed',
  's3:ObjectRestore:Delete',
];

/** Undefined if nobody is to be notified. */
export function parseNotifications(
  given: NotificationConfiguration,
  context: OperationContext,
): BucketNotifications | undefined {
  if ((given.LambdaFunctionConfigurations ?? []).length > 0)
    throw new NotSimulated('The simulator notifies no functions');
  const destinations = [
    ...(given.TopicConfigurations ?? []).map((each) =>
      parseDestination('topic', { arn: each.TopicArn, ...each }, context),
    ),
    ...(given.QueueConfigurations ?? []).map((each) =>
      parseDestination('queue', { arn: each.QueueArn, ...each }, context),
    ),
  ];
  for (const [index, each] of destinations.entries()) {
    if (destinations.slice(0, index).some((other) => overlap(each, other))) {
      throw invalidArgument(
        'Configurations overlap. Configurations on the same bucket cannot share a common event type.',
        'NotificationConfiguration',
        each.id,
      );
    }
  }
  const hasEventBridge = given.EventBridgeConfiguration !== undefined;
  return destinations.length === 0 && !hasEventBridge ? undefined : { hasEventBridge, destinations };
}

interface GivenDestination {
  arn: string | undefined;
  Id?: string | undefined;
  Events: readonly string[] | undefined;
  Filter?: NotificationConfigurationFilter | undefined;
}

function parseDestination(
  kind: NotificationDestination['kind'],
  { arn = '', Id: id, Events: events = [], Filter: filter }: GivenDestination,
  { world, location }: OperationContext,
): NotificationDestination {
  if (events.length === 0) throw malformedXml('a configuration names its events');
  const other = events.find((event) => !simulated.includes(event));
  if (other !== undefined) throw new NotSimulated(`The simulator has events of restores only, not ${other}`);
  const exists = kind === 'queue' ? world.queues.has(arn) : world.topics.has(arn);
  // Both are in the region of the bucket.
  if (!exists || !arn.startsWith(arnOf(kind === 'queue' ? 'sqs' : 'sns', location, '').replace(/\d{12}:$/, ''))) {
    throw invalidArgument(
      'Unable to validate the following destination configurations',
      arn,
      'The destination does not exist',
    );
  }
  const rules = (filter?.Key?.FilterRules ?? []).map(({ Name = '', Value: value = '' }) => {
    const name = Name.toLowerCase();
    if (name !== 'prefix' && name !== 'suffix') {
      throw invalidArgument('filter rule name must be either prefix or suffix', 'FilterRule.Name', Name);
    }
    return { name, value } as const;
  });
  if (new Set(rules.map(({ name }) => name)).size < rules.length) {
    throw invalidArgument(
      'Cannot specify more than one prefix or suffix rule in a filter.',
      'FilterRule.Name',
      'prefix',
    );
  }
  return { kind, arn, id: id ?? world.messageIds.message(), events, filter: rules };
}

/** Whether one object and one event can match both. */
function overlap(a: NotificationDestination, b: NotificationDestination): boolean {
  const value = ({ filter }: NotificationDestination, name: string) =>
    filter.find((rule) => rule.name === name)?.value ?? '';
  const [aPrefix, bPrefix] = [value(a, 'prefix'), value(b, 'prefix')];
  const [aSuffix, bSuffix] = [value(a, 'suffix'), value(b, 'suffix')];
  const wild = ({ events }: NotificationDestination) => events.includes('s3:ObjectRestore:*');
  return (
    (wild(a) || wild(b) || a.events.some((event) => b.events.includes(event))) &&
    (aPrefix.startsWith(bPrefix) || bPrefix.startsWith(aPrefix)) &&
    (aSuffix.endsWith(bSuffix) || bSuffix.endsWith(aSuffix))
  );
}
