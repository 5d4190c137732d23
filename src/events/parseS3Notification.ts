// https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
// S3's own notifications of restored copies. A message has one or several records, of one or several kinds.
import type { AwsEvent, ObjectRestoreChanged, ParsedEvents } from './awsEvent.ts';
import {
  bucketIn,
  isObject,
  type JsonObject,
  keyIn,
  membersOf,
  regionIn,
  timeIn,
  timeOrNullIn,
  versionOrNullIn,
} from './eventMembers.ts';
import { EventRejection } from './eventRejection.ts';

const changes: ReadonlyMap<unknown, ObjectRestoreChanged['change']> = new Map([
  ['ObjectRestore:Post', 'INITIATED'],
  ['ObjectRestore:Completed', 'COMPLETED'],
  ['ObjectRestore:Delete', 'EXPIRED'],
]);

/** S3 sends it once, when notifications are set up. */
export const isS3TestEvent = (value: JsonObject): boolean =>
  value['Event'] === 's3:TestEvent' && value['Service'] === 'Amazon S3';

export function parseS3Notification(records: readonly unknown[]): ParsedEvents {
  const events = records.flatMap((record): AwsEvent[] => {
    if (!isObject(record)) throw new EventRejection('not an event');
    const change = record['eventSource'] === 'aws:s3' ? changes.get(record['eventName']) : undefined;
    return change ? [restoreIn(record, change)] : [];
  });
  return events.length > 0 ? { kind: 'events', id: null, events } : { kind: 'unused', reason: 'other event' };
}

function restoreIn({ awsRegion, eventTime, s3, glacierEventData }: JsonObject, change: ObjectRestoreChanged['change']) {
  regionIn(awsRegion);
  const { bucket, object } = membersOf(s3);
  const { key, versionId } = membersOf(object);
  const { lifecycleRestorationExpiryTime } = membersOf(membersOf(glacierEventData)['restoreEventData']);
  return {
    kind: 'ObjectRestoreChanged',
    change,
    bucket: bucketIn(membersOf(bucket)['name']),
    key: keyIn(decodeKey(key)),
    versionId: versionOrNullIn(versionId),
    at: timeIn(eventTime),
    readableUntil: timeOrNullIn(lifecycleRestorationExpiryTime),
  } as const;
}

/** Keys are in the encoding of forms: "red flower.jpg" is red+flower.jpg. */
function decodeKey(key: unknown): unknown {
  if (typeof key !== 'string') return key;
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    throw new EventRejection('invalid key');
  }
}
