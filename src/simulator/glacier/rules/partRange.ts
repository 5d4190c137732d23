// The place of a part in its archive, from the Content-Range header `bytes first-last/*`. Texts of AWS, as seen in issues of
// cagdasbas/glacier-rsync (3), aws/aws-sdk-go (3009) and boto/boto (1478). Its texts for other violations are not published.
import { invalidParameter, missingParameter } from '../../http/errors.ts';
import type { MultipartUpload } from '../../world/multipartUploads.ts';
import { type ByteRange, lengthOf, parseRange } from '../../world/ranges.ts';

const MOST_PARTS = 10_000;

export function partRange(
  header: string | undefined,
  { partSize }: Pick<MultipartUpload, 'partSize'>,
  length: number,
): ByteRange {
  if (header === undefined) throw missingParameter('Content-Range');
  const range = parseRange(/^bytes ([^/]*)\/\*$/.exec(header)?.[1] ?? '');
  if (!range) throw invalidParameter(`Invalid Content-Range: ${header}`);
  if (lengthOf(range) !== length) {
    throw invalidParameter(`Content-Range: ${header} is incompatible with Content-Length: ${length}`);
  }
  if (range.start % partSize !== 0 || length > partSize) {
    throw invalidParameter(`Content-Range: ${header} does not align with the part size: ${partSize}`);
  }
  const number = range.start / partSize + 1;
  if (number > MOST_PARTS) {
    throw invalidParameter(
      `This is part number ${number} for the current multipart upload. It exceeds the limit of ${MOST_PARTS} parts.`,
    );
  }
  return range;
}
