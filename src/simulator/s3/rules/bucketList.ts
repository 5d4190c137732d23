// What the lists of a bucket's objects and versions share: a page of entries by key, and the members that describe it.
import type { ListObjectsV2CommandInput, ListObjectsV2CommandOutput } from '@aws-sdk/client-s3';
import type { Decoded } from '../../codec/long.ts';
import type { OperationContext, Reply } from '../../http/operation.ts';
import type { Bucket } from '../../world/objects/bucket.ts';
import type { ListEntry, ListQuery } from '../../world/objects/listing.ts';
import { findBucket } from './findBucket.ts';
import { keyEncoding } from './listEncoding.ts';
import { commonPrefixes, type Listing, wantsRestoreStatus } from './listMembers.ts';
import { type ListPage, listPage, pageLimit } from './listPage.ts';

type ListInput = Pick<
  Decoded<ListObjectsV2CommandInput>,
  'Bucket' | 'Delimiter' | 'EncodingType' | 'ExpectedBucketOwner' | 'MaxKeys' | 'OptionalObjectAttributes' | 'Prefix'
>;

interface Walk {
  hasOwner: boolean;
  /** The entries from the position of the request on. */
  entries(bucket: Bucket, query: Pick<ListQuery, 'prefix' | 'delimiter'>): Iterable<ListEntry>;
}

interface BucketList {
  page: ListPage<ListEntry>;
  listing: Listing;
  /** What each of the responses has. */
  members: Pick<
    Reply<ListObjectsV2CommandOutput>,
    'CommonPrefixes' | 'Delimiter' | 'EncodingType' | 'IsTruncated' | 'MaxKeys' | 'Name' | 'Prefix'
  >;
}

export function bucketList(input: ListInput, context: OperationContext, { hasOwner, entries }: Walk): BucketList {
  const bucket = findBucket(input, context);
  const { Prefix: prefix = '', Delimiter: delimiter = '' } = input;
  const limit = pageLimit(input.MaxKeys, 'maxKeys');
  const encode = keyEncoding(input.EncodingType);
  const listing: Listing = {
    bucket,
    encode,
    now: context.now,
    hasOwner,
    hasRestoreStatus: wantsRestoreStatus(input.OptionalObjectAttributes),
  };
  const page = listPage(entries(bucket, { prefix, delimiter }), limit);
  const members = {
    Name: bucket.name,
    Prefix: encode(prefix),
    Delimiter: delimiter === '' ? null : encode(delimiter),
    MaxKeys: limit,
    EncodingType: input.EncodingType ?? null,
    IsTruncated: page.isTruncated,
    CommonPrefixes: commonPrefixes(page.entries, encode),
  };
  return { page, listing, members };
}
