// What callers did, and nothing that follows from it: statuses, counters and inventories are computed from these records
// and the clock, so a moved clock is enough to see any later state. Times are milliseconds since the epoch.
import type { GlacierJobDescription, OutputLocation, SelectParameters } from '@aws-sdk/client-glacier';
import type { GeneratedArchives } from '../generated/generatedArchives.ts';
import type { BatchJobs } from '../s3control/batch/batchJobs.ts';
import type { Archive, InventoryQuery } from './archive.ts';
import type { ByteRange } from './ranges.ts';

export interface Account {
  accountId: string;
  name: string;
  /** AWS takes no new customers: every operation of such an account is refused. */
  glacierClosed: boolean;
}

/** One account in one region; vault names are unique here. */
export interface Place {
  account: Account;
  region: string;
  vaults: Map<string, Vault>;
  retrievalPolicy: RetrievalPolicy;
  capacityUnits: CapacityUnit[];
  /** S3's, which has nothing to do with vaults. */
  batch: BatchJobs;
}

export type RetrievalPolicy =
  | { strategy: 'None' }
  | { strategy: 'FreeTier' }
  | { strategy: 'BytesPerHour'; bytesPerHour: number };

export interface CapacityUnit {
  id: string;
  startsAt: number;
  endsAt: number;
}

export interface Vault {
  name: string;
  arn: string;
  createdAt: number;
  /** Deleted archives stay, marked: an older inventory still lists them, a running retrieval still names them. */
  archives: Map<string, Archive>;
  /** Archives beside these that are made when they are asked for. */
  generated: GeneratedArchives | undefined;
  jobs: Map<string, Job>;
  tags: Map<string, string>;
  notifications: { topic: string; events: string[] } | undefined;
  accessPolicy: string | undefined;
  lock: VaultLock | undefined;
}

/** Of SNS. */
export interface Topic {
  arn: string;
  signatureVersion: '1' | '2';
  /** By their ARNs. */
  subscriptions: Map<string, Subscription>;
}

export interface Subscription {
  arn: string;
  /** An http or https URL. */
  endpoint: string;
  state: 'pending' | 'confirmed' | 'ended';
  /** Confirms the subscription, for a while. */
  token: string;
  tokenMadeAt: number;
}

export interface VaultLock {
  id: string;
  policy: string;
  createdAt: number;
  lockedAt: number | undefined;
}

export type Job = ArchiveRetrieval | InventoryRetrieval | Select;

interface JobBase {
  id: string;
  description: string | undefined;
  snsTopic: string | undefined;
  tier: string | undefined;
  createdAt: number;
  /** Infinity for a job that never ends. */
  endsAt: number;
  /** Why the job is to fail; undefined when it is to succeed. */
  failure: string | undefined;
}

export interface ArchiveRetrieval extends JobBase {
  action: Extract<GlacierJobDescription['Action'], 'ArchiveRetrieval'>;
  archive: Archive;
  range: ByteRange;
}

export interface InventoryRetrieval extends JobBase {
  action: Extract<GlacierJobDescription['Action'], 'InventoryRetrieval'>;
  query: InventoryQuery;
}

export interface Select extends JobBase {
  action: Extract<GlacierJobDescription['Action'], 'Select'>;
  archive: Archive;
  parameters: SelectParameters;
  outputLocation: OutputLocation;
  outputPath: string;
}
