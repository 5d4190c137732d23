// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjects.html
// The older list, whose marker is a key. S3 returns the next marker only with a delimiter.
import { ListObjects$, type ListObjectsCommandInput, type ListObjectsCommandOutput } from '@aws-sdk/client-s3';
import { operation } from '../http/operation.ts';
import { currentObjects, type ListEntry, listEntries } from '../world/objects/listing.ts';
import { findBucket } from './rules/findBucket.ts';
import { keyEncoding } from './rules/listEncoding.ts';
import { commonPrefixes, listedObject, wantsRestoreStatus } from './rules/listMembers.ts';
import { listPage, pageLimit } from './rules/listPage.ts';

export const listObjects = operation<ListObjectsCommandInput, ListObjectsCommandOutput>(
  ListObjects$,
  (input, context) => {
    const bucket = findBucket(input, context);
    const { Prefix: prefix = '', Delimiter: delimiter = '', Marker: marker = '' } = input;
    const limit = pageLimit(input.MaxKeys, 'maxKeys');
    const encode = keyEncoding(input.EncodingType);
    const page = listPage(
      listEntries(bucket.versions, {
        prefix,
        delimiter,
        ...(marker === '' ? {} : { after: marker, skipsPrefixOfAfter: true }),
        pick: currentObjects,
      }),
      limit,
    );
    const list = {
      bucket,
      encode,
      now: context.now,
      hasOwner: true,
      hasRestoreStatus: wantsRestoreStatus(input.OptionalObjectAttributes),
    };
    return {
      Name: bucket.name,
      Prefix: encode(prefix),
      Marker: encode(marker),
      Delimiter: delimiter === '' ? null : encode(delimiter),
      MaxKeys: limit,
      EncodingType: input.EncodingType ?? null,
      IsTruncated: page.isTruncated,
      NextMarker: page.last && delimiter !== '' ? encode(positionOf(page.last)) : null,
      Contents: page.entries.flatMap((entry) =>
        entry.kind === 'version' && entry.version.kind === 'object' ? [listedObject(entry.version, list)] : [],
      ),
      CommonPrefixes: commonPrefixes(page.entries, encode),
    };
  },
);

const positionOf = (entry: ListEntry): string => (entry.kind === 'prefix' ? entry.prefix : entry.version.key);
