// Whether an object can be read, from what S3 reports of it. Pure.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/restoring-objects.html
import { type ObjectStatus, unreadableRestore } from '../aws/s3/objectRestore.ts';
import type { RestoreState } from '../aws/s3control/restoreProgress.ts';

export interface StateContext {
  /** In milliseconds of AWS's clock. */
  now: number;
  /** Milliseconds that a copy must last to be used. */
  lead: number;
  /** Whether the job may still request the restore of the object. */
  isRequesting?: boolean;
}

/** Objects of these classes are read without a restore. */
const readableClasses: ReadonlySet<string> = new Set([
  'STANDARD',
  'REDUCED_REDUNDANCY',
  'STANDARD_IA',
  'ONEZONE_IA',
  'GLACIER_IR',
  'EXPRESS_ONEZONE',
  'OUTPOSTS',
  'SNOW',
  'FSX_OPENZFS',
  'FSX_ONTAP',
]);

const archiveClasses: ReadonlySet<string> = new Set(['GLACIER', 'DEEP_ARCHIVE']);

/** `status`: null for an object that does not exist. */
export function restoreStateOf(status: ObjectStatus | null, context: StateContext): RestoreState {
  if (status === null) return 'MISSING';
  const { storageClass, restore, archiveStatus } = status;
  if (restore === unreadableRestore) return 'OTHER';
  if (restore?.isInProgress) return 'IN_PROGRESS';
  if (archiveClasses.has(storageClass)) return ofCopy(restore?.expiresAt ?? null, context);
  if (storageClass === 'INTELLIGENT_TIERING') {
    // Restored objects leave the archive tiers, and stay readable.
    return archiveStatus == null ? 'READABLE' : ofCopy(null, context);
  }
  return readableClasses.has(storageClass) ? 'READABLE' : 'OTHER';
}

/** Of an archived object, from the end of its copy. */
function ofCopy(expiresAt: Date | null, { now, lead, isRequesting = false }: StateContext): RestoreState {
  const left = (expiresAt?.getTime() ?? now) - now;
  if (left <= 0) return isRequesting ? 'REQUESTED' : 'NOT_RESTORED';
  return left < lead ? 'LUKEWARM' : 'READABLE';
}

/** The end of a readable copy; null if it does not end. */
export function readableUntilOf(status: ObjectStatus | null, state: RestoreState): Date | null {
  if (status === null || (state !== 'READABLE' && state !== 'LUKEWARM')) return null;
  return status.restore === null || status.restore === unreadableRestore ? null : status.restore.expiresAt;
}
