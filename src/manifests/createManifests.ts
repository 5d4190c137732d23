// The manifests that one request reads. One budget limits the bytes that it unpacks. Equal pages are read once.
import type { AwsSession } from '../aws/client/awsSession.ts';
import { mayReadBucket } from '../aws/s3/mayReadBucket.ts';
import type { BatchJobDetails } from '../aws/s3control/batchJob.ts';
import { batchJobKey } from '../core/location.ts';
import { manifestAddress } from './manifestAddress.ts';
import { type ManifestPage, type ManifestQuery, readManifestPage } from './manifestPage.ts';
import type { PackedReadings } from './packedReadings.ts';

export interface Manifests {
  /** Null if the job names no manifest in a bucket, or the policy hides the bucket from the caller. */
  page(job: BatchJobDetails, query: ManifestQuery): Promise<ManifestPage | null>;
}

export interface ManifestServices {
  /** The bytes of inventories that one request unpacks. */
  reportScanBytes: number;
  /** Those that earlier requests have left. */
  packedReadings: PackedReadings;
}

export function createManifests(aws: AwsSession, { reportScanBytes, packedReadings }: ManifestServices): Manifests {
  const budget = { left: reportScanBytes };
  const pages = new Map<string, Promise<ManifestPage>>();
  return {
    page: async (job, query) => {
      const address = manifestAddress(job);
      if (!address || !mayReadBucket(aws, { location: job, bucketName: address.bucketName })) return null;
      const key = `${batchJobKey(job)} ${JSON.stringify(query)}`;
      const page =
        pages.get(key) ?? readManifestPage({ aws, location: job, budget, readings: packedReadings }, address, query);
      pages.set(key, page);
      return page;
    },
  };
}
