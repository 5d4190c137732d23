// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html
// All versions and delete markers: by key, and of a key the newest first. A page continues behind a key, or behind a version of
// it.
import {
  ListObjectVersions$,
  type ListObjectVersionsCommandInput,
  type ListObjectVersionsCommandOutput,
} from '@aws-sdk/client-s3';
import { operation } from '../http/operation.ts';
import { invalidArgument } from '../protocol/s3/s3Error.ts';
import type { Bucket } from '../world/objects/bucket.ts';
import { type ListEntry, type ListQuery, listEntries, positionOf } from '../world/objects/listing.ts';
import { bucketList } from './rules/bucketList.ts';
import { checkVersionId } from './rules/findVersion.ts';
import { listedMarker, listedVersion } from './rules/listMembers.ts';

export const listObjectVersions = operation<ListObjectVersionsCommandInput, ListObjectVersionsCommandOutput>(
  ListObjectVersions$,
  (input, context) => {
    const markers = { key: input.KeyMarker ?? '', versionId: input.VersionIdMarker ?? '' };
    const { page, listing, members } = bucketList(input, context, {
      hasOwner: true,
      entries: (bucket, query) => {
        checkMarkers(markers);
        return entriesFrom(bucket, { ...query, pick: (all) => all }, markers);
      },
    });
    const { last } = page;
    const versions = page.entries.flatMap((entry) => (entry.kind === 'version' ? [entry.version] : []));
    return {
      ...members,
      KeyMarker: listing.encode(markers.key),
      VersionIdMarker: markers.versionId,
      NextKeyMarker: last ? listing.encode(positionOf(last)) : null,
      NextVersionIdMarker: last?.kind === 'version' ? last.version.versionId : null,
      Versions: versions.flatMap((version) => (version.kind === 'object' ? [listedVersion(version, listing)] : [])),
      DeleteMarkers: versions.flatMap((version) => (version.kind === 'marker' ? [listedMarker(version, listing)] : [])),
    };
  },
);

/** Empty where the request has none. */
interface Markers {
  key: string;
  versionId: string;
}

function checkMarkers({ key, versionId }: Markers): void {
  if (versionId === '') return;
  if (key === '') {
    const message = 'A version-id marker cannot be specified without a key marker.';
    throw invalidArgument(message, 'version-id-marker', versionId);
  }
  checkVersionId(versionId);
}

/**
 * The versions of the marker's key behind the marker, then those of the keys behind it. If the version of the marker was deleted
 * since, all of its key that are left: a caller that empties a bucket page by page has deleted those before it.
 */
function* entriesFrom({ versions }: Bucket, query: ListQuery, { key, versionId }: Markers): Generator<ListEntry> {
  if (versionId !== '' && key.startsWith(query.prefix ?? '')) {
    const ofKey = versions.of(key);
    const at = ofKey.findIndex((version) => version.versionId === versionId);
    for (const version of ofKey.slice(at + 1)) yield { kind: 'version', version };
  }
  yield* listEntries(versions, { ...query, ...(key === '' ? {} : { after: key, skipsPrefixOfAfter: true }) });
}
