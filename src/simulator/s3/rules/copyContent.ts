// ETag and checksum of a copy. S3 computes both anew. Here a content that is computed keeps them: it can be of any size, and
// reading all of it would take seconds.
import type { NewObject } from '../../world/objects/objectStore.ts';
import { md5Of } from '../../world/objects/objectStore.ts';
import type { ObjectVersion } from '../../world/objects/records.ts';
import { checksumOf } from '../checksums/checksumMembers.ts';

type Copied = Pick<NewObject, 'content' | 'etag' | 'checksum' | 'heldBytes'>;

/** By default the copy has the algorithm of its source. */
export function copyContent({ content, etag, checksum, parts }: ObjectVersion, algorithm?: string): Copied {
  const { isHeld } = content;
  const shares = {
    content,
    etag: parts && isHeld ? md5Of(content) : etag,
    // The memory counts again: the copy remains when the source is deleted.
    heldBytes: isHeld ? content.length : 0,
  };
  const wanted = algorithm ?? checksum?.algorithm;
  const isKept = checksum?.algorithm === wanted && checksum?.type === 'FULL_OBJECT';
  if (isKept || wanted === undefined || !isHeld) return { ...shares, checksum };
  return { ...shares, checksum: checksumOf(wanted, content) };
}
