// Account and region of AWS resources. Names and ids of Glacier are only unique within account, region and vault.
import { keptText } from './keptText.ts';
import { partitionOf } from './partition.ts';

export interface Location {
  accountId: string;
  region: string;
}

export interface VaultKey extends Location {
  vaultName: string;
}

/** A bucket and the account that owns it. Its name is unique in the partition, so it needs no region. */
export interface BucketKey {
  accountId: string;
  bucketName: string;
}

export interface GlacierJobKey extends VaultKey {
  jobId: string;
}

/** The key of a location, or of a resource in it, as one string. No part can contain a space. */
export const locationKey = ({ accountId, region }: Location): string => `${accountId} ${region}`;
export const vaultKey = (vault: VaultKey): string => `${locationKey(vault)} ${vault.vaultName}`;
export const glacierJobKey = keptText((job: GlacierJobKey): string => `${vaultKey(job)} ${job.jobId}`);

export const isSameLocation = (one: Location, other: Location): boolean =>
  one.accountId === other.accountId && one.region === other.region;
export const isSameVault = (one: VaultKey, other: VaultKey): boolean =>
  one.vaultName === other.vaultName && isSameLocation(one, other);

/** The ARN of a vault, e.g. arn:aws:glacier:us-east-1:111122223333:vaults/photos. */
export function vaultArn({ accountId, region, vaultName }: VaultKey): string {
  return `arn:${partitionOf(region).id}:glacier:${region}:${accountId}:vaults/${vaultName}`;
}

/** The path of a vault in the API of Glacier. AWS also sends it, and servers with its protocol send other forms or none. */
export const vaultPath = ({ accountId, vaultName }: VaultKey): string => `/${accountId}/vaults/${vaultName}`;

/** The path of a job in the API of Glacier. */
export const glacierJobPath = (job: GlacierJobKey): string => `${vaultPath(job)}/jobs/${job.jobId}`;

export interface BatchJobKey extends Location {
  jobId: string;
}

export const batchJobKey = keptText((job: BatchJobKey): string => `${locationKey(job)} ${job.jobId}`);

/** The ARN of a Batch job, e.g. arn:aws:s3:us-east-1:111122223333:job/00e123a4-c0d8-41f4-a0eb-b46f9ba5b07c. */
export function batchJobArn({ accountId, region, jobId }: BatchJobKey): string {
  return `arn:${partitionOf(region).id}:s3:${region}:${accountId}:job/${jobId}`;
}
