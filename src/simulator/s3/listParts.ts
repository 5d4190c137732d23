// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListParts.html
import { ListParts$, type ListPartsCommandInput, type ListPartsCommandOutput } from '@aws-sdk/client-s3';
import { operation, type Reply } from '../http/operation.ts';
import { checksumMembers } from './checksums/checksumMembers.ts';
import { quoted } from './rules/etags.ts';
import { findBucket } from './rules/findBucket.ts';
import { findUpload } from './rules/findUpload.ts';
import { listPage, pageLimit } from './rules/listPage.ts';
import { ownerOf } from './rules/ownerOf.ts';

type Output = Reply<ListPartsCommandOutput>;

export const listParts = operation<ListPartsCommandInput, ListPartsCommandOutput>(ListParts$, (input, context) => {
  const bucket = findBucket(input, context);
  const upload = findUpload(bucket, input);
  const after = Number(input.PartNumberMarker ?? 0);
  const limit = pageLimit(input.MaxParts, 'max-parts');
  const parts = [...upload.parts.values()].filter(({ number }) => number > after).sort((a, b) => a.number - b.number);
  const page = listPage(parts, limit);
  return {
    Bucket: bucket.name,
    Key: upload.key,
    UploadId: upload.id,
    PartNumberMarker: String(after),
    NextPartNumberMarker: String(page.entries.at(-1)?.number ?? after),
    MaxParts: limit,
    IsTruncated: page.isTruncated,
    Parts: page.entries.map(({ number, size, etag, lastModified, checksum }) => {
      const { ChecksumType: _, ...members } = checksumMembers(checksum);
      return { PartNumber: number, LastModified: new Date(lastModified), ETag: quoted(etag), Size: size, ...members };
    }),
    Initiator: ownerOf(bucket),
    Owner: ownerOf(bucket),
    StorageClass: upload.properties.storageClass as NonNullable<Output['StorageClass']>,
    ChecksumAlgorithm: (upload.checksum?.algorithm ?? null) as Output['ChecksumAlgorithm'] & (string | null),
    ChecksumType: upload.checksum?.type ?? null,
  };
});
