// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjects.html
// The older list, whose marker is a key. S3 returns the next marker only with a delimiter.
import { ListObjects$, type ListObjectsCommandInput, type ListObjectsCommandOutput } from '@aws-sdk/client-s3';
import { operation } from '../http/operation.ts';
import { currentObjects, listEntries, positionOf } from '../world/objects/listing.ts';
import { bucketList } from './rules/bucketList.ts';
import { listedObjects } from './rules/listMembers.ts';

export const listObjects = operation<ListObjectsCommandInput, ListObjectsCommandOutput>(
  ListObjects$,
  (input, context) => {
    const { Marker: marker = '' } = input;
    const { page, listing, members } = bucketList(input, context, {
      hasOwner: true,
      entries: ({ versions }, query) =>
        listEntries(versions, {
          ...query,
          ...(marker === '' ? {} : { after: marker, skipsPrefixOfAfter: true }),
          pick: currentObjects,
        }),
    });
    return {
      ...members,
      Marker: listing.encode(marker),
      NextMarker: page.last && input.Delimiter ? listing.encode(positionOf(page.last)) : null,
      Contents: listedObjects(page.entries, listing),
    };
  },
);
