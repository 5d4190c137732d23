// The progress of a restore job for one query: of all objects of a small manifest, else of a sample.
import type { AwsSession } from '../aws/client/awsSession.ts';
import type { FoundStatus } from '../aws/lookup/readStatuses.ts';
import type { RestoreProgress } from '../aws/s3control/restoreProgress.ts';
import type { Location } from '../core/location.ts';
import type { PackedReadings } from '../manifests/packedReadings.ts';
import type { ManifestRow } from '../manifests/readManifestRow.ts';
import { bucketOf, openJobManifest, type RestoreJob } from './jobObjects.ts';
import { RestoreTally } from './restoreTally.ts';
import { sampleManifest } from './sampleManifest.ts';

export interface ReadingOptions {
  /** AWS's clock. */
  clock: { now(): number };
  /** Milliseconds that a copy must last to be used. */
  lead: number;
  /** The bytes of an inventory that the reading may unpack. */
  scanBytes: number;
  packedReadings: PackedReadings;
}

export async function readProgress(
  aws: AwsSession,
  of: RestoreJob,
  options: ReadingOptions,
  readStatuses: (location: Location, rows: readonly ManifestRow[]) => Promise<FoundStatus[]>,
): Promise<RestoreProgress> {
  const now = options.clock.now();
  const tally = new RestoreTally(of, { now, lead: options.lead });
  const total = totalOf(of);
  // S3 has not read the manifest: nothing is requested.
  if (total === 0) return tally.progress({ asOf: null, isWhole: false });
  const { rows, isWhole } = await sampleManifest(await openJobManifest(aws, of, options), total);
  const statuses = await readStatuses(of.job, rows);
  for (const [index, row] of rows.entries()) tally.add(bucketOf(row), statuses[index] ?? null);
  return tally.progress({ asOf: now, isWhole });
}

/** The number of rows of the manifest; null if AWS does not report it. */
export const totalOf = ({ job: { progressSummary } }: RestoreJob): number | null =>
  progressSummary?.totalNumberOfTasks ?? null;
