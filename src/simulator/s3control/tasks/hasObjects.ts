import type { ObjectStore } from '../../world/objects/objectStore.ts';
import type { BatchRequest } from '../batch/batchJob.ts';
import { hasWord } from '../batch/batchPlan.ts';
import { objectOfArn } from '../manifest/objectOfArn.ts';

/**
 * Whether a new job acts on objects: its manifest is in a bucket of the simulator, or its generator reads one. A word chooses the
 * outcome of all other jobs, and of those whose manifest does not exist.
 */
export function hasObjects(request: BatchRequest, objects: ObjectStore): boolean {
  const { bucket, key } = objectOfArn(
    request.Manifest?.Location?.ObjectArn ?? request.ManifestGenerator?.S3JobManifestGenerator?.SourceBucket,
  );
  const known = objects.buckets.get(bucket);
  if (!known) return false;
  // Words in the prefixes of a generator are names of folders.
  if (!request.Manifest) return true;
  return !hasWord(request) || objects.get(known, key) !== undefined;
}
