// https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPart.html
// A part replaces one with the same number.
import { UploadPart$, type UploadPartCommandInput, type UploadPartCommandOutput } from '@aws-sdk/client-s3';
import { operation } from '../http/operation.ts';
import { md5Of } from '../world/objects/objectStore.ts';
import { heldBytes } from '../world/rangedBytes.ts';
import { checkBody, checksumMembers, givenChecksum } from './checksums/checksumMembers.ts';
import { checkPartChecksum } from './checksums/uploadChecksum.ts';
import { encryptionMembers } from './rules/encryptionMembers.ts';
import { quoted } from './rules/etags.ts';
import { findBucket } from './rules/findBucket.ts';
import { findUpload } from './rules/findUpload.ts';
import { refuseCustomerKey } from './rules/newProperties.ts';
import { partNumber } from './rules/partNumber.ts';

export const uploadPart = operation<UploadPartCommandInput, UploadPartCommandOutput>(UploadPart$, (input, context) => {
  refuseCustomerKey(input);
  const bucket = findBucket(input, context);
  const number = partNumber(input.PartNumber);
  const upload = findUpload(bucket, input);
  const body = input.Body ?? Buffer.alloc(0);
  checkPartChecksum(upload, givenChecksum(input));
  const checksum = checkBody(input, body, upload.checksum?.algorithm);
  const content = heldBytes(body);
  const part = context.world.objects.addPart(upload, {
    number,
    size: body.length,
    content,
    etag: md5Of(content),
    checksum,
    heldBytes: body.length,
  });
  const { ChecksumType: _, ...members } = checksumMembers(checksum);
  return { ETag: quoted(part.etag), ...members, ...encryptionMembers(upload.properties.encryption) };
});
