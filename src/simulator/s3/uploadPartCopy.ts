// https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPartCopy.html
// A part that is an object, or a range of its bytes.
import { UploadPartCopy$, type UploadPartCopyCommandInput, type UploadPartCopyCommandOutput } from '@aws-sdk/client-s3';
import { NotSimulated } from '../http/errors.ts';
import { operation } from '../http/operation.ts';
import { invalidArgument, S3Error } from '../protocol/s3/s3Error.ts';
import { LARGEST_HELD } from '../world/heldBytes.ts';
import type { Checksum } from '../world/objects/records.ts';
import { bytesWithin, type RangedBytes } from '../world/rangedBytes.ts';
import { parseRange } from '../world/ranges.ts';
import { checksumMembers, DEFAULT_ALGORITHM } from './checksums/checksumMembers.ts';
import { computeInTurns } from './checksums/hashers.ts';
import { copySource, parseCopySource } from './rules/copySource.ts';
import { encryptionMembers } from './rules/encryptionMembers.ts';
import { quoted } from './rules/etags.ts';
import { findBucket } from './rules/findBucket.ts';
import { findUpload } from './rules/findUpload.ts';
import { partNumber } from './rules/partNumber.ts';

export const uploadPartCopy = operation<UploadPartCopyCommandInput, UploadPartCopyCommandOutput>(
  UploadPartCopy$,
  async (input, context) => {
    const bucket = findBucket(input, context);
    const number = partNumber(input.PartNumber);
    const upload = findUpload(bucket, input);
    const source = copySource(parseCopySource(input.CopySource), input, context);
    const content = rangeOf(source.version.content, input.CopySourceRange);
    if (content.length > LARGEST_HELD) {
      throw new NotSimulated(`The simulator copies parts of up to ${LARGEST_HELD} bytes`);
    }
    const algorithm = upload.checksum?.algorithm ?? DEFAULT_ALGORITHM;
    const [md5 = '', value] = await computeInTurns(['MD5', algorithm], content);
    const checksum: Checksum | undefined = value === undefined ? undefined : { algorithm, value, type: 'FULL_OBJECT' };
    // It may have ended meanwhile.
    findUpload(findBucket(input, context), input);
    const part = context.world.objects.addPart(upload, {
      number,
      size: content.length,
      content,
      etag: Buffer.from(md5, 'base64').toString('hex'),
      checksum,
      heldBytes: content.isHeld ? content.length : 0,
    });
    const { ChecksumType: _, ...members } = checksumMembers(checksum);
    return {
      CopyPartResult: { ETag: quoted(part.etag), LastModified: new Date(part.lastModified), ...members },
      CopySourceVersionId: source.versionId ?? null,
      ...encryptionMembers(upload.properties.encryption),
    };
  },
);

function rangeOf(content: RangedBytes, header: string | undefined): RangedBytes {
  if (header === undefined) return content;
  const range = header.startsWith('bytes=') ? parseRange(header.slice('bytes='.length)) : undefined;
  if (!range) {
    const message = 'The x-amz-copy-source-range value must be of the form bytes=first-last';
    throw invalidArgument(message, 'x-amz-copy-source-range', header);
  }
  if (range.end >= content.length) {
    const message = `Range specified is not valid for source object of size: ${content.length}`;
    throw new S3Error('InvalidArgument', message);
  }
  return bytesWithin(content, range);
}
