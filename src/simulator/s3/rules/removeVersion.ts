// Deletion of an object, as DeleteObject and each entry of DeleteObjects do it. What does not exist is deleted with success.

import type { Bucket } from '../../world/objects/bucket.ts';
import type { ObjectStore } from '../../world/objects/objectStore.ts';
import { checkVersionId } from './findVersion.ts';
import { requireUnlocked } from './objectLock.ts';

interface Removal {
  key: string;
  versionId: string | undefined;
}

interface Removed {
  /** The version that was removed, or the marker that was added. */
  versionId: string | undefined;
  /** Whether that is a delete marker. */
  isMarker: boolean;
}

export function removeVersion(store: ObjectStore, bucket: Bucket, { key, versionId }: Removal, now: number): Removed {
  if (versionId === undefined) {
    const marker = store.delete(bucket, key);
    return { versionId: marker?.versionId, isMarker: marker !== undefined };
  }
  const version = bucket.versions.find(key, checkVersionId(versionId));
  requireUnlocked(version, now);
  if (version) store.remove(bucket, version);
  return { versionId, isMarker: version?.kind === 'marker' };
}
