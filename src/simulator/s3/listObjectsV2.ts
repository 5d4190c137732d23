// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
// A continuation token is a position: the key or the common prefix that ended the page before.
import { ListObjectsV2$, type ListObjectsV2CommandInput, type ListObjectsV2CommandOutput } from '@aws-sdk/client-s3';
import { operation } from '../http/operation.ts';
import { writeNameToken } from '../world/nameToken.ts';
import { currentObjects, listEntries, positionOf } from '../world/objects/listing.ts';
import { bucketList } from './rules/bucketList.ts';
import { readContinuationToken } from './rules/continuationToken.ts';
import { listedObjects } from './rules/listMembers.ts';

export const listObjectsV2 = operation<ListObjectsV2CommandInput, ListObjectsV2CommandOutput>(
  ListObjectsV2$,
  (input, context) => {
    const { ContinuationToken: token, StartAfter: startAfter } = input;
    const { page, listing, members } = bucketList(input, context, {
      hasOwner: input.FetchOwner ?? false,
      entries: ({ versions }, query) => {
        const after = token === undefined ? startAfter : readContinuationToken(token);
        return listEntries(versions, {
          ...query,
          ...(after ? { after, skipsPrefixOfAfter: token !== undefined } : {}),
          pick: currentObjects,
        });
      },
    });
    return {
      ...members,
      KeyCount: page.entries.length,
      ContinuationToken: token ?? null,
      NextContinuationToken: page.last ? writeNameToken(positionOf(page.last)) : null,
      StartAfter: startAfter === undefined ? null : listing.encode(startAfter),
      Contents: listedObjects(page.entries, listing),
    };
  },
);
