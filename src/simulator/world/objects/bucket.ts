// Record of a bucket.
import type { Account } from '../records.ts';
import type { BucketNotifications } from './bucketNotifications.ts';
import type { MultipartUpload } from './records.ts';
import type { Versions } from './versions.ts';

export interface Bucket {
  /** Unique in all accounts and regions. */
  name: string;
  owner: Account;
  region: string;
  createdAt: number;
  /** Undefined for a bucket that never had versioning. */
  versioning: 'Enabled' | 'Suspended' | undefined;
  /** Whether versions can be locked. Such a bucket keeps its versioning. */
  hasObjectLock?: boolean;
  versions: Versions;
  /** Undefined if nobody is to be notified. */
  notifications?: BucketNotifications | undefined;
  /** Uploads in progress, by id. */
  uploads: Map<string, MultipartUpload>;
}
