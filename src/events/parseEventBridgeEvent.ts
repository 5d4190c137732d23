// Events of S3 as EventBridge delivers them: CloudTrail's service events of Batch jobs, and restored copies of objects.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-examples-event-bridge-cloud-trail.html
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html

import { nameOf } from '../aws/enums.ts';
import { jobIdOf } from '../aws/jobIdOf.ts';
import { batchJobStatuses } from '../aws/s3control/enums.ts';
import { batchJobArn } from '../core/location.ts';
import type { ObjectRestoreChanged, ParsedEvents } from './awsEvent.ts';
import {
  accountIn,
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

const restoreChanges: ReadonlyMap<unknown, ObjectRestoreChanged['change']> = new Map([
  ['Object Restore Initiated', 'INITIATED'],
  ['Object Restore Completed', 'COMPLETED'],
  ['Object Restore Expired', 'EXPIRED'],
]);

const batchEvents: ReadonlySet<unknown> = new Set(['JobCreated', 'JobStatusChanged']);

export const isEventBridgeEvent = (value: unknown): value is JsonObject =>
  isObject(value) &&
  typeof value['detail-type'] === 'string' &&
  typeof value['source'] === 'string' &&
  isObject(value['detail']);

export function parseEventBridgeEvent(event: JsonObject): ParsedEvents {
  const { source, detail, 'detail-type': type } = event;
  if (source !== 'aws.s3') return { kind: 'unused', reason: 'other event' };
  const location = { accountId: accountIn(event['account']), region: regionIn(event['region']) };
  const at = timeIn(event['time']);
  const change = restoreChanges.get(type);
  const { eventName, serviceEventDetails, bucket, object, ...more } = membersOf(detail);
  if (change) {
    const { key, 'version-id': version } = membersOf(object);
    const restored: ObjectRestoreChanged = {
      kind: 'ObjectRestoreChanged',
      change,
      bucket: bucketIn(membersOf(bucket)['name']),
      key: keyIn(key),
      versionId: versionOrNullIn(version),
      at,
      readableUntil: timeOrNullIn(more['restore-expiry-time']),
    };
    return { kind: 'events', id: idOf(event['id']), events: [restored] };
  }
  if (type !== 'AWS Service Event via CloudTrail' || !batchEvents.has(eventName)) {
    return { kind: 'unused', reason: 'other event' };
  }
  const { jobId: id, jobArn, status, jobEventId } = membersOf(serviceEventDetails);
  const jobId = typeof id === 'string' ? jobIdOf(id) : null;
  if (jobId === null || typeof status !== 'string') throw new EventRejection('invalid job');
  const job = { ...location, jobId };
  if (jobArn !== batchJobArn(job)) throw new EventRejection('contradictory location');
  return {
    kind: 'events',
    // CloudTrail may deliver a change twice, each time as another event of EventBridge.
    id: idOf(jobEventId) ?? idOf(event['id']),
    events: [{ kind: 'BatchJobChanged', job, status: nameOf(batchJobStatuses, status), at }],
  };
}

const idOf = (value: unknown): string | null =>
  typeof value === 'string' && /^[\w-]{1,100}$/.test(value) ? value : null;
