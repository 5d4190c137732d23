// https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateMultipartUpload.html
import {
  CreateMultipartUpload$,
  type CreateMultipartUploadCommandInput,
  type CreateMultipartUploadCommandOutput,
} from '@aws-sdk/client-s3';
import { operation } from '../http/operation.ts';
import { newUploadChecksum } from './checksums/uploadChecksum.ts';
import { newAcl } from './rules/accessControl.ts';
import { encryptionMembers } from './rules/encryptionMembers.ts';
import { findBucket } from './rules/findBucket.ts';
import { checkKey, newProperties } from './rules/newProperties.ts';
import { newLock } from './rules/objectLock.ts';
import { parseTagging } from './rules/tags.ts';

export const createMultipartUpload = operation<CreateMultipartUploadCommandInput, CreateMultipartUploadCommandOutput>(
  CreateMultipartUpload$,
  (input, context) => {
    const bucket = findBucket(input, context);
    const key = checkKey(input.Key);
    const properties = newProperties(input);
    const checksum = newUploadChecksum(input);
    const upload = context.world.objects.addUpload(bucket, {
      key,
      properties,
      tags: parseTagging(input.Tagging),
      lock: newLock(input, bucket, context.now),
      acl: newAcl(input, bucket),
      checksum,
    });
    return {
      Bucket: bucket.name,
      Key: key,
      UploadId: upload.id,
      ...encryptionMembers(properties.encryption),
      ...(checksum ? { ChecksumAlgorithm: checksum.algorithm, ChecksumType: checksum.type } : {}),
    } as CreateMultipartUploadCommandOutput;
  },
);
