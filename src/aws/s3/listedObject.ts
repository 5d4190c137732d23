// What the lists of objects and of versions have in common: their keys are encoded, because XML lacks some characters of keys.
import { ServiceUnavailableError } from '../../core/errors.ts';
import type { AwsOperation } from '../client/defineOperation.ts';
import { present } from '../client/present.ts';
import { defaultStorageClass, type ObjectStatus, restoreOf } from './objectRestore.ts';

export interface ListRequest {
  /** Of all listed keys; empty for all. */
  prefix: string;
  /** The list begins behind this key. */
  after: string;
}

export interface ListedObject {
  key: string;
  /** Null in a list of objects. */
  versionId: string | null;
  status: ObjectStatus;
}

export interface ObjectList {
  objects: ListedObject[];
  /** The key up to which the list is known; null at its end. */
  until: string | null;
}

/** Of a list, AWS's largest page. */
export const listObjectsLimit = 1000;

/** S3 writes a space as a plus sign. */
export function decodeListedKey(key: string | undefined): string {
  const encoded = present(key, 'Key');
  try {
    return decodeURIComponent(encoded.replaceAll('+', '%20'));
  } catch {
    throw new ServiceUnavailableError('AWS sent an unreadable Key.');
  }
}

interface WireObject {
  StorageClass?: string | undefined;
  RestoreStatus?: { IsRestoreInProgress?: boolean | undefined; RestoreExpiryDate?: Date | undefined } | undefined;
}

export const statusOfListed = ({ StorageClass, RestoreStatus }: WireObject): ObjectStatus => ({
  storageClass: StorageClass ?? defaultStorageClass,
  restore: restoreOf(RestoreStatus),
  archiveStatus: undefined,
});

interface WireList {
  Name?: string | undefined;
  IsTruncated?: boolean | undefined;
}

/**
 * Checks that a response is a list of the bucket. A list without records has no member for them, so an object would seem to be
 * missing in any other response.
 */
export function checkList(
  { name }: AwsOperation,
  { Name, IsTruncated }: WireList,
  bucketName: string,
): { isTruncated: boolean } {
  if (Name !== bucketName || typeof IsTruncated !== 'boolean')
    throw new ServiceUnavailableError(`AWS sent an unreadable response to ${name}.`);
  return { isTruncated: IsTruncated };
}
