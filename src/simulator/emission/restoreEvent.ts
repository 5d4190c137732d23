// https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
// What happens to a restore as EventBridge delivers it. Keys are as they are, without an encoding.
import { arnOf } from '../world/arnOf.ts';
import { seconds } from '../world/dates.ts';
import type { Ids } from '../world/ids.ts';
import type { RestoreEvent } from '../world/objects/restoreEvents.ts';
import type { AccountRegion } from '../world/records.ts';
import type { AwsEvent } from './awsEvent.ts';

const detailTypes = {
  Post: 'Object Restore Initiated',
  Completed: 'Object Restore Completed',
  Delete: 'Object Restore Expired',
} as const;

export function restoreEvent(event: RestoreEvent, location: AccountRegion, ids: Ids): AwsEvent {
  const { kind, bucket, version, restore, at } = event;
  const expiry = Number.isFinite(restore.expiresAt) ? { 'restore-expiry-time': seconds(restore.expiresAt) } : {};
  const { accountId } = location.account;
  const partition = arnOf('s3', location, '').split(':')[1];
  return {
    version: '0',
    id: ids.message(),
    'detail-type': detailTypes[kind],
    source: 'aws.s3',
    account: accountId,
    time: seconds(at),
    region: location.region,
    resources: [`arn:${partition}:s3:::${bucket.name}`],
    detail: {
      version: '0',
      bucket: { name: bucket.name },
      object: {
        key: version.key,
        size: version.content.length,
        etag: version.etag,
        ...(version.versionId === 'null' ? {} : { 'version-id': version.versionId }),
      },
      'request-id': requestIdOf(ids),
      requester: kind === 'Post' ? accountId : 's3.amazonaws.com',
      ...(kind === 'Post' ? { 'source-ip-address': '127.0.0.1' } : {}),
      ...(kind === 'Completed' ? expiry : {}),
      ...(kind === 'Delete' ? {} : { 'source-storage-class': version.properties.storageClass }),
    },
  };
}

/** Sixteen characters, as S3 has them. */
export const requestIdOf = (ids: Ids): string => ids.message().replaceAll('-', '').slice(0, 16).toUpperCase();
