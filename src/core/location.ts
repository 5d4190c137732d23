// Where a thing of AWS's lives. Glacier's names and ids mean nothing without account, region and vault.

export interface Location {
  accountId: string;
  region: string;
}

export interface VaultKey extends Location {
  vaultName: string;
}

export interface GlacierJobKey extends VaultKey {
  jobId: string;
}

/** One string for a location or for a thing in it: no part can contain a space. */
export const locationKey = ({ accountId, region }: Location): string => `${accountId} ${region}`;
export const vaultKey = (vault: VaultKey): string => `${locationKey(vault)} ${vault.vaultName}`;
export const glacierJobKey = (job: GlacierJobKey): string => `${vaultKey(job)} ${job.jobId}`;

/** What the ARNs of a region begin with. */
export const partitionOf = (region: string): string =>
  region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';

/** The ARN that AWS gives a vault, e.g. arn:aws:glacier:us-east-1:111122223333:vaults/photos. */
export function vaultArn({ accountId, region, vaultName }: VaultKey): string {
  return `arn:${partitionOf(region)}:glacier:${region}:${accountId}:vaults/${vaultName}`;
}

export interface BatchJobKey extends Location {
  jobId: string;
}

export const batchJobKey = (job: BatchJobKey): string => `${locationKey(job)} ${job.jobId}`;
