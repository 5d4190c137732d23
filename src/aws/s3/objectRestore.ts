// The restore of an archived object, as S3 reports it in a header of HeadObject and in lists. Pure.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html#API_HeadObject_ResponseSyntax

export interface ObjectRestore {
  readonly isInProgress: boolean;
  /** The end of the readable copy. Null while S3 restores it, and for a restore that does not end. */
  readonly expiresAt: Date | null;
}

/** A text that is not as S3 documents it: nothing is known of the restore. */
export const unreadableRestore = 'UNREADABLE';

export type ReportedRestore = ObjectRestore | typeof unreadableRestore;

const header = /^ongoing-request="(true|false)"(?:, *expiry-date="([^"]+)")?$/;

/** The header x-amz-restore. Null for an object that was never restored, or whose copy has ended. */
export function parseRestore(text: string | null | undefined): ReportedRestore | null {
  if (text == null) return null;
  const [, ongoing, date] = header.exec(text.trim()) ?? [];
  if (ongoing === undefined) return unreadableRestore;
  const expiresAt = date === undefined ? null : new Date(date);
  if (expiresAt && Number.isNaN(expiresAt.getTime())) return unreadableRestore;
  return { isInProgress: ongoing === 'true', expiresAt };
}

/** The element RestoreStatus of lists. */
export function restoreOf(
  status: { IsRestoreInProgress?: boolean | undefined; RestoreExpiryDate?: Date | undefined } | undefined,
): ObjectRestore | null {
  if (status === undefined) return null;
  return { isInProgress: status.IsRestoreInProgress === true, expiresAt: status.RestoreExpiryDate ?? null };
}

/** Of an object, as far as a list or a HeadObject shows it. */
export interface ObjectStatus {
  /** In the words of AWS. */
  readonly storageClass: string;
  readonly restore: ReportedRestore | null;
  /**
   * The archive tier of an Intelligent-Tiering object, in the words of AWS; null if it is in none. Undefined in lists, which do
   * not show it.
   */
  readonly archiveStatus: string | null | undefined;
}

/** S3 omits the class of an object in STANDARD. */
export const defaultStorageClass = 'STANDARD';
