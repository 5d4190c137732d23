// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
// Keeps the bytes in memory, so the limits are below S3's 5 GB (readRequest.ts).
import { PutObject$, type PutObjectCommandInput, type PutObjectCommandOutput } from '@aws-sdk/client-s3';
import { NotSimulated } from '../http/errors.ts';
import { operation } from '../http/operation.ts';
import { heldBytes } from '../world/rangedBytes.ts';
import { checkBody, checksumMembers } from './checksums/checksumMembers.ts';
import { newAcl } from './rules/accessControl.ts';
import { checkWriteConditions } from './rules/conditions.ts';
import { encryptionMembers } from './rules/encryptionMembers.ts';
import { quoted } from './rules/etags.ts';
import { findBucket } from './rules/findBucket.ts';
import { versionIdIn } from './rules/findVersion.ts';
import { checkKey, newProperties } from './rules/newProperties.ts';
import { newLock } from './rules/objectLock.ts';
import { parseTagging } from './rules/tags.ts';

export const putObject = operation<PutObjectCommandInput, PutObjectCommandOutput>(PutObject$, (input, context) => {
  const bucket = findBucket(input, context);
  const key = checkKey(input.Key);
  if (input.WriteOffsetBytes !== undefined) throw new NotSimulated('The simulator has no appending to objects');
  const properties = newProperties(input);
  const tags = parseTagging(input.Tagging);
  const lock = newLock(input, bucket, context.now);
  const acl = newAcl(input, bucket);
  const body = input.Body ?? Buffer.alloc(0);
  const checksum = checkBody(input, body);
  checkWriteConditions(bucket, key, input);
  const version = context.world.objects.put(bucket, {
    key,
    content: heldBytes(body),
    heldBytes: body.length,
    properties,
    tags,
    lock,
    acl,
    checksum,
  });
  return {
    ETag: quoted(version.etag),
    VersionId: versionIdIn(bucket, version) ?? null,
    ...encryptionMembers(properties.encryption),
    ...checksumMembers(checksum),
  };
});
