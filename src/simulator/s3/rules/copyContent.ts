// ETag and checksum of a copy. S3 computes both anew. Here a content that is computed keeps them: it can be of any size, and
// reading all of it would take seconds.
import { LARGEST_HELD } from '../../world/heldBytes.ts';
import type { NewObject } from '../../world/objects/objectStore.ts';
import { md5Of } from '../../world/objects/objectStore.ts';
import type { ObjectVersion } from '../../world/objects/records.ts';
import { checksumOf } from '../checksums/checksumMembers.ts';

type Copied = Pick<NewObject, 'content' | 'etag' | 'checksum' | 'heldBytes'>;

/** By default the copy has the algorithm of its source. */
export function copyContent({ content, etag, checksum, parts, heldBytes }: ObjectVersion, algorithm?: string): Copied {
  const isHeld = heldBytes >= content.length;
  const shares = {
    content,
    etag: parts && content.length <= LARGEST_HELD ? md5Of(content) : etag,
    // The memory counts again: the copy remains when the source is deleted.
    heldBytes: isHeld ? content.length : 0,
  };
  const wanted = algorithm ?? checksum?.algorithm;
  const isKept = checksum?.algorithm === wanted && checksum?.type === 'FULL_OBJECT';
  if (isKept || wanted === undefined || content.length > LARGEST_HELD) return { ...shares, checksum };
  return { ...shares, checksum: checksumOf(wanted, content) };
}
