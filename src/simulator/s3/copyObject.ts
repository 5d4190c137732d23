// https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
// The copy shares the bytes of its source.
import { CopyObject$, type CopyObjectCommandInput, type CopyObjectCommandOutput } from '@aws-sdk/client-s3';
import { operation } from '../http/operation.ts';
import { checksumMembers } from './checksums/checksumMembers.ts';
import { parseCopySource } from './rules/copySource.ts';
import { copyVersion } from './rules/copyVersion.ts';
import { encryptionMembers } from './rules/encryptionMembers.ts';
import { quoted } from './rules/etags.ts';
import { versionIdIn } from './rules/findVersion.ts';

export const copyObject = operation<CopyObjectCommandInput, CopyObjectCommandOutput>(CopyObject$, (input, context) => {
  const { bucket, version, source } = copyVersion(
    { source: parseCopySource(input.CopySource), key: input.Key },
    input,
    context,
  );
  return {
    CopyObjectResult: {
      ETag: quoted(version.etag),
      LastModified: new Date(version.lastModified),
      ...checksumMembers(version.checksum),
    },
    CopySourceVersionId: source.versionId ?? null,
    VersionId: versionIdIn(bucket, version) ?? null,
    ...encryptionMembers(version.properties.encryption),
  };
});
