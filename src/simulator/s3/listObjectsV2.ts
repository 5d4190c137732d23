// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
// A continuation token is a position: the key or the common prefix that ended the page before.
import { ListObjectsV2$, type ListObjectsV2CommandInput, type ListObjectsV2CommandOutput } from '@aws-sdk/client-s3';
import { operation } from '../http/operation.ts';
import { invalidArgument } from '../protocol/s3/s3Error.ts';
import { currentObjects, type ListEntry, listEntries } from '../world/objects/listing.ts';
import { findBucket } from './rules/findBucket.ts';
import { keyEncoding } from './rules/listEncoding.ts';
import { commonPrefixes, listedObject, wantsRestoreStatus } from './rules/listMembers.ts';
import { listPage, pageLimit } from './rules/listPage.ts';

export const listObjectsV2 = operation<ListObjectsV2CommandInput, ListObjectsV2CommandOutput>(
  ListObjectsV2$,
  (input, context) => {
    const bucket = findBucket(input, context);
    const { Prefix: prefix = '', Delimiter: delimiter = '', ContinuationToken: token, StartAfter: startAfter } = input;
    const limit = pageLimit(input.MaxKeys, 'maxKeys');
    const encode = keyEncoding(input.EncodingType);
    const after = token === undefined ? startAfter : readToken(token);
    const page = listPage(
      listEntries(bucket.versions, {
        prefix,
        delimiter,
        ...(after ? { after, skipsPrefixOfAfter: token !== undefined } : {}),
        pick: currentObjects,
      }),
      limit,
    );
    const list = {
      bucket,
      encode,
      now: context.now,
      hasOwner: input.FetchOwner ?? false,
      hasRestoreStatus: wantsRestoreStatus(input.OptionalObjectAttributes),
    };
    return {
      Name: bucket.name,
      Prefix: encode(prefix),
      Delimiter: delimiter === '' ? null : encode(delimiter),
      MaxKeys: limit,
      EncodingType: input.EncodingType ?? null,
      KeyCount: page.entries.length,
      IsTruncated: page.isTruncated,
      ContinuationToken: token ?? null,
      NextContinuationToken: page.last ? writeToken(page.last) : null,
      StartAfter: startAfter === undefined ? null : encode(startAfter),
      Contents: page.entries.flatMap((entry) =>
        entry.kind === 'version' && entry.version.kind === 'object' ? [listedObject(entry.version, list)] : [],
      ),
      CommonPrefixes: commonPrefixes(page.entries, encode),
    };
  },
);

const tokenStart = '1/';

const tokenOf = (position: string): string => Buffer.from(tokenStart + position).toString('base64');

const writeToken = (entry: ListEntry): string => tokenOf(entry.kind === 'prefix' ? entry.prefix : entry.version.key);

function readToken(token: string): string {
  const text = Buffer.from(token, 'base64').toString('utf8');
  const position = text.slice(tokenStart.length);
  // The decoder skips what is not base64: only the text that was written is a token.
  if (text.startsWith(tokenStart) && tokenOf(position) === token) return position;
  throw invalidArgument('The continuation token provided is incorrect', 'continuation-token', token);
}
