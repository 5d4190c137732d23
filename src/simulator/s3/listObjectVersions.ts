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
import { type ListEntry, type ListQuery, listEntries } from '../world/objects/listing.ts';
import { findBucket } from './rules/findBucket.ts';
import { checkVersionId } from './rules/findVersion.ts';
import { keyEncoding } from './rules/listEncoding.ts';
import { commonPrefixes, listedMarker, listedVersion, wantsRestoreStatus } from './rules/listMembers.ts';
import { listPage, pageLimit } from './rules/listPage.ts';

export const listObjectVersions = operation<ListObjectVersionsCommandInput, ListObjectVersionsCommandOutput>(
  ListObjectVersions$,
  (input, context) => {
    const bucket = findBucket(input, context);
    const { Prefix: prefix = '', Delimiter: delimiter = '', KeyMarker: keyMarker = '' } = input;
    const versionMarker = input.VersionIdMarker ?? '';
    if (versionMarker !== '' && keyMarker === '') {
      const message = 'A version-id marker cannot be specified without a key marker.';
      throw invalidArgument(message, 'version-id-marker', versionMarker);
    }
    const limit = pageLimit(input.MaxKeys, 'maxKeys');
    const encode = keyEncoding(input.EncodingType);
    const query = { prefix, delimiter, pick: (all) => all } satisfies ListQuery;
    const page = listPage(entriesFrom(bucket, query, keyMarker, versionMarker), limit);
    const list = {
      bucket,
      encode,
      now: context.now,
      hasOwner: true,
      hasRestoreStatus: wantsRestoreStatus(input.OptionalObjectAttributes),
    };
    const versions = page.entries.flatMap((entry) => (entry.kind === 'version' ? [entry.version] : []));
    return {
      Name: bucket.name,
      Prefix: encode(prefix),
      Delimiter: delimiter === '' ? null : encode(delimiter),
      KeyMarker: encode(keyMarker),
      VersionIdMarker: versionMarker,
      MaxKeys: limit,
      EncodingType: input.EncodingType ?? null,
      IsTruncated: page.isTruncated,
      ...(page.last ? nextMarkers(page.last, encode) : {}),
      Versions: versions.flatMap((version) => (version.kind === 'object' ? [listedVersion(version, list)] : [])),
      DeleteMarkers: versions.flatMap((version) => (version.kind === 'marker' ? [listedMarker(version, list)] : [])),
      CommonPrefixes: commonPrefixes(page.entries, encode),
    };
  },
);

/**
 * The versions of the marker's key behind the marker, then those of the keys behind it. If the version of the marker was deleted
 * since, all of its key that are left: whoever empties a bucket page by page has deleted those before it.
 */
function* entriesFrom({ versions }: Bucket, query: ListQuery, key: string, versionId: string): Generator<ListEntry> {
  if (versionId !== '') {
    const ofKey = versions.of(key);
    const at = ofKey.findIndex((version) => version.versionId === checkVersionId(versionId));
    for (const version of ofKey.slice(at + 1)) yield { kind: 'version', version };
  }
  yield* listEntries(versions, { ...query, ...(key === '' ? {} : { after: key, skipsPrefixOfAfter: true }) });
}

const nextMarkers = (last: ListEntry, encode: (key: string) => string) =>
  last.kind === 'prefix'
    ? { NextKeyMarker: encode(last.prefix) }
    : { NextKeyMarker: encode(last.version.key), NextVersionIdMarker: last.version.versionId };
