// Records of what callers did. Statuses, counters and inventories are computed from these records and the clock, so moving the
// clock is enough to see any later state. Times are milliseconds since the epoch.
import type { GlacierJobDescription, OutputLocation, SelectParameters } from '@aws-sdk/client-glacier';
import type { Long } from '../codec/long.ts';
import type { EventRule } from '../events/rules/eventRule.ts';
import type { GeneratedArchives } from '../generated/generatedArchives.ts';
import type { BatchJobs } from '../s3control/batch/batchJobs.ts';
import type { JobChanges } from '../s3control/batch/jobChanges.ts';
import type { Archive, InventoryQuery } from './archive.ts';
import type { ByteRange } from './ranges.ts';

export interface Account {
  accountId: string;
  name: string;
  /** The account has no Glacier: AWS accepts no new customers, and every operation is rejected. */
  glacierClosed: boolean;
}

/** The state of one account in one region. Vault names are unique in it. */
export interface AccountRegion {
  account: Account;
  region: string;
  vaults: Map<string, Vault>;
  retrievalPolicy: RetrievalPolicy;
  capacityUnits: CapacityUnit[];
  /** The Batch jobs of S3, unrelated to vaults. */
  batch: BatchJobs;
  /** What the Batch jobs tell EventBridge; undefined until there was a rule. */
  jobChanges: JobChanges | undefined;
  /** The rules of EventBridge, by name. */
  rules: Map<string, EventRule>;
}

export type RetrievalPolicy =
  | { strategy: 'None' }
  | { strategy: 'FreeTier' }
  | { strategy: 'BytesPerHour'; bytesPerHour: Long };

export interface CapacityUnit {
  id: string;
  startsAt: number;
  endsAt: number;
}

export interface Vault {
  name: string;
  arn: string;
  createdAt: number;
  /** Deleted archives remain, marked: an older inventory still lists them, and a running retrieval still names them. */
  archives: Map<string, Archive>;
  /** Further archives, generated on demand. */
  generated: GeneratedArchives | undefined;
  jobs: Map<string, Job>;
  /** Adds the jobs that the world itself has started by this time. Called before each read. */
  arrivals: (now: number) => void;
  tags: Map<string, string>;
  notifications: { topic: string; events: string[] } | undefined;
  accessPolicy: string | undefined;
  lock: VaultLock | undefined;
}

/** An SNS topic. */
export interface Topic {
  arn: string;
  signatureVersion: '1' | '2';
  /** Subscriptions by ARN. */
  subscriptions: Map<string, Subscription>;
}

export interface Subscription {
  arn: string;
  protocol: 'http' | 'https' | 'sqs';
  /** A URL, or the ARN of a queue. */
  endpoint: string;
  /** Whether a queue receives the message without SNS's envelope. */
  isRaw: boolean;
  state: 'pending' | 'confirmed' | 'ended';
  /** Confirms the subscription, for two days. */
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
  /** The failure of the job; undefined if it is to succeed. */
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
