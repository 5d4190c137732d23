// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html
// Uploads in progress by key, and of a key the oldest first.
import {
  ListMultipartUploads$,
  type ListMultipartUploadsCommandInput,
  type ListMultipartUploadsCommandOutput,
} from '@aws-sdk/client-s3';
import { operation, type Reply } from '../http/operation.ts';
import type { Bucket } from '../world/objects/bucket.ts';
import { compareKeys } from '../world/objects/keyOrder.ts';
import type { MultipartUpload } from '../world/objects/records.ts';
import { findBucket } from './rules/findBucket.ts';
import { type EncodeKey, keyEncoding } from './rules/listEncoding.ts';
import { listPage, pageLimit } from './rules/listPage.ts';
import { ownerOf } from './rules/ownerOf.ts';

export const listMultipartUploads = operation<ListMultipartUploadsCommandInput, ListMultipartUploadsCommandOutput>(
  ListMultipartUploads$,
  (input, context) => {
    const bucket = findBucket(input, context);
    const { Prefix: prefix = '', Delimiter: delimiter = '', KeyMarker: keyMarker = '' } = input;
    // Without a key marker, S3 ignores the upload's.
    const uploadMarker = keyMarker === '' ? '' : (input.UploadIdMarker ?? '');
    const limit = pageLimit(input.MaxUploads, 'max-uploads');
    const encode = keyEncoding(input.EncodingType);
    const page = listPage(entriesOf(bucket, { prefix, delimiter, keyMarker, uploadMarker }), limit);
    return {
      Bucket: bucket.name,
      KeyMarker: encode(keyMarker),
      UploadIdMarker: uploadMarker,
      Prefix: encode(prefix),
      Delimiter: delimiter === '' ? null : encode(delimiter),
      MaxUploads: limit,
      EncodingType: input.EncodingType ?? null,
      IsTruncated: page.isTruncated,
      NextKeyMarker: page.last ? encode(keyOf(page.last)) : null,
      NextUploadIdMarker: page.last && typeof page.last !== 'string' ? page.last.id : null,
      Uploads: page.entries.flatMap((entry) =>
        typeof entry === 'string' ? [] : [listedUpload(entry, bucket, encode)],
      ),
      CommonPrefixes: page.entries.flatMap((entry) => (typeof entry === 'string' ? [{ Prefix: encode(entry) }] : [])),
    };
  },
);

/** An upload, or a common prefix. */
type Entry = MultipartUpload | string;

const keyOf = (entry: Entry): string => (typeof entry === 'string' ? entry : entry.key);

interface Query {
  prefix: string;
  delimiter: string;
  keyMarker: string;
  uploadMarker: string;
}

/**
 * The uploads of the marker's key behind the marker, then those of the keys behind it. If the upload of the marker has ended since,
 * all of its key that are left: a caller that aborts all uploads page by page has ended those before it.
 */
function* entriesOf({ uploads }: Bucket, { prefix, delimiter, keyMarker, uploadMarker }: Query): Generator<Entry> {
  const sorted = [...uploads.values()].sort((a, b) => compareKeys(a.key, b.key) || a.startedAt - b.startedAt);
  const marked = sorted.findIndex(({ key, id }) => key === keyMarker && id === uploadMarker);
  let last: string | undefined;
  for (const [index, upload] of sorted.entries()) {
    if (!upload.key.startsWith(prefix)) continue;
    const at = delimiter === '' ? -1 : upload.key.indexOf(delimiter, prefix.length);
    const common = at < 0 ? undefined : upload.key.slice(0, at + delimiter.length);
    if (common === undefined) {
      const order = compareKeys(upload.key, keyMarker);
      if (order > 0 || (order === 0 && uploadMarker !== '' && index > marked)) yield upload;
    } else if (common !== last && compareKeys(common, keyMarker) > 0) {
      last = common;
      yield common;
    }
  }
}

const listedUpload = (
  { id, key, startedAt, properties, checksum }: MultipartUpload,
  bucket: Bucket,
  encode: EncodeKey,
) =>
  ({
    UploadId: id,
    Key: encode(key),
    Initiated: new Date(startedAt),
    StorageClass: properties.storageClass,
    Owner: ownerOf(bucket),
    Initiator: ownerOf(bucket),
    ...(checksum ? { ChecksumAlgorithm: checksum.algorithm, ChecksumType: checksum.type } : {}),
  }) as NonNullable<Reply<ListMultipartUploadsCommandOutput>['Uploads']>[number];
