// The manifest.json of an inventory from S3, read as a whole within a bound.
import type { AwsSession } from '../aws/client/awsSession.ts';
import type { BucketSource } from '../aws/s3/atBucket.ts';
import type { ObjectRequest } from '../aws/s3/getObject.ts';
import { OutputUnreadableError } from '../core/errors.ts';
import { type InventoryManifest, parseInventoryManifest } from './inventoryManifest.ts';
import { readHead } from './readHead.ts';

/** In bytes: a file takes about 150. Its bucket may be anyone's, so it may be anything. */
const maxInventoryManifest = 4 * 1024 ** 2;

/** OutputUnreadableError, with the reason, if the object is no manifest.json that a job can read. */
export async function readInventoryManifest(
  aws: AwsSession,
  source: BucketSource,
  request: Omit<ObjectRequest, 'range'>,
): Promise<InventoryManifest> {
  const bytes = await readHead(aws, source, request, maxInventoryManifest);
  if (bytes.length === maxInventoryManifest)
    throw new OutputUnreadableError(`${request.key} has more than ${maxInventoryManifest} bytes`, bytes.length);
  const manifest = parseInventoryManifest(bytes.toString());
  if ('reason' in manifest) throw new OutputUnreadableError(manifest.reason, 0);
  return manifest;
}
