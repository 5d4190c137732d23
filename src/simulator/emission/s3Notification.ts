// https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
// What happens to a restore as S3's own notifications have it: keys are form-url-encoded.
import { arnOf } from '../world/arnOf.ts';
import { milliseconds } from '../world/dates.ts';
import type { Ids } from '../world/ids.ts';
import type { NotificationDestination } from '../world/objects/bucketNotifications.ts';
import type { RestoreEvent } from '../world/objects/restoreEvents.ts';
import type { AccountRegion } from '../world/records.ts';
import { requestIdOf } from './restoreEvent.ts';

/** The destinations whose events and filter match. */
export const recipientsOf = ({ kind, bucket, version }: RestoreEvent): readonly NotificationDestination[] =>
  (bucket.notifications?.destinations ?? []).filter(
    ({ events, filter }) =>
      events.some((event) => event === 's3:ObjectRestore:*' || event === `s3:ObjectRestore:${kind}`) &&
      filter.every(({ name, value }) =>
        name === 'prefix' ? version.key.startsWith(value) : version.key.endsWith(value),
      ),
  );

export function notificationOf(event: RestoreEvent, location: AccountRegion, configurationId: string, ids: Ids) {
  const { kind, bucket, version, restore, at } = event;
  const { accountId } = location.account;
  const partition = arnOf('s3', location, '').split(':')[1];
  const eventId = requestIdOf(ids);
  const glacierEventData = {
    restoreEventData: {
      ...(Number.isFinite(restore.expiresAt)
        ? { lifecycleRestorationExpiryTime: milliseconds(restore.expiresAt) }
        : {}),
      lifecycleRestoreStorageClass: version.properties.storageClass,
    },
  };
  const record = {
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    awsRegion: location.region,
    eventTime: milliseconds(at),
    eventName: `ObjectRestore:${kind}`,
    userIdentity: { principalId: kind === 'Post' ? `AWS:${accountId}` : 'AmazonCustomer:s3.amazonaws.com' },
    requestParameters: { sourceIPAddress: kind === 'Post' ? '127.0.0.1' : 's3.amazonaws.com' },
    responseElements: { 'x-amz-request-id': eventId, 'x-amz-id-2': `${eventId}/simulated` },
    s3: {
      s3SchemaVersion: '1.0',
      configurationId,
      bucket: {
        name: bucket.name,
        ownerIdentity: { principalId: `A${accountId}` },
        arn: `arn:${partition}:s3:::${bucket.name}`,
      },
      object: {
        key: formEncoded(version.key),
        size: version.content.length,
        eTag: version.etag,
        ...(version.versionId === 'null' ? {} : { versionId: version.versionId }),
        sequencer: at.toString(16).toUpperCase().padStart(18, '0'),
      },
    },
    ...(kind === 'Completed' ? { glacierEventData } : {}),
  };
  return { eventId, text: JSON.stringify({ Records: [record] }) };
}

/** Sent when the notifications of a bucket are configured. It has no records. */
export const testNotification = (bucketName: string, at: number, ids: Ids): string => {
  const requestId = requestIdOf(ids);
  return JSON.stringify({
    Service: 'Amazon S3',
    Event: 's3:TestEvent',
    Time: milliseconds(at),
    Bucket: bucketName,
    RequestId: requestId,
    HostId: `${requestId}/simulated`,
  });
};

/** A blank is a plus sign, and a slash is itself. */
const formEncoded = (key: string): string =>
  new URLSearchParams({ key }).toString().slice('key='.length).replaceAll('%2F', '/');
