import type { OperationContext } from '../../http/operation.ts';
import type { Bucket } from '../../world/objects/bucket.ts';
import type { ObjectVersion } from '../../world/objects/records.ts';
import { type RestoreEffect, type RestoreOrder, requestRestore } from './requestRestore.ts';

/** Requests the restore, and the events of it that the bucket's notifications ask for. */
export function restoreVersion(
  bucket: Bucket,
  version: ObjectVersion,
  order: RestoreOrder,
  { world: { objects }, now }: Pick<OperationContext, 'world' | 'now'>,
): RestoreEffect {
  objects.restores.assertRoom(bucket);
  const effect = requestRestore(version, order, now);
  objects.restores.requested(bucket, version, effect !== 'extended', now);
  return effect;
}
