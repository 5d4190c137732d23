// What GetObject and HeadObject return of an object besides its bytes.
import type { HeadObjectCommandOutput } from '@aws-sdk/client-s3';
import type { Long } from '../../codec/long.ts';
import type { OperationContext, Reply } from '../../http/operation.ts';
import type { Bucket } from '../../world/objects/bucket.ts';
import type { ObjectVersion } from '../../world/objects/records.ts';
import { restoreState } from '../../world/objects/restoreState.ts';
import type { ByteRange } from '../../world/ranges.ts';
import { checksumMembers } from '../checksums/checksumMembers.ts';
import { encryptionMembers } from './encryptionMembers.ts';
import { quoted } from './etags.ts';
import { versionIdIn } from './findVersion.ts';

/** What the response depends on: the headers that a caller can replace, and what it returns only on request. */
interface ObjectInput {
  ChecksumMode?: string | undefined;
  PartNumber?: Long | undefined;
  ResponseCacheControl?: string | undefined;
  ResponseContentDisposition?: string | undefined;
  ResponseContentEncoding?: string | undefined;
  ResponseContentLanguage?: string | undefined;
  ResponseContentType?: string | undefined;
  ResponseExpires?: Date | undefined;
}

interface Read {
  bucket: Bucket;
  version: ObjectVersion;
  range: ByteRange | undefined;
  input: ObjectInput;
}

type Members = Omit<Reply<HeadObjectCommandOutput>, 'Body' | 'body' | 'ContentLength'>;

export function objectMembers({ bucket, version, range, input }: Read, { now }: OperationContext): Members {
  const { properties, content, parts, tags } = version;
  const size = content.length;
  return {
    httpStatus: range ? 206 : 200,
    AcceptRanges: 'bytes',
    ...(range ? { ContentRange: `bytes ${range.start}-${range.end}/${size}` } : {}),
    ETag: quoted(version.etag),
    LastModified: new Date(version.lastModified),
    VersionId: versionIdIn(bucket, version) ?? null,
    ContentType: input.ResponseContentType ?? properties.contentType,
    ContentEncoding: input.ResponseContentEncoding ?? properties.contentEncoding ?? null,
    ContentDisposition: input.ResponseContentDisposition ?? properties.contentDisposition ?? null,
    ContentLanguage: input.ResponseContentLanguage ?? properties.contentLanguage ?? null,
    CacheControl: input.ResponseCacheControl ?? properties.cacheControl ?? null,
    Expires: input.ResponseExpires ?? properties.expires ?? null,
    WebsiteRedirectLocation: properties.websiteRedirectLocation ?? null,
    Metadata: { ...properties.metadata },
    ...encryptionMembers(properties.encryption),
    ...coldMembers(version, now),
    ...lockMembers(version),
    ReplicationStatus: version.replicationStatus ?? null,
    ...(parts && input.PartNumber !== undefined ? { PartsCount: parts.length } : {}),
    ...(tags.size > 0 ? { TagCount: tags.size } : {}),
    // A checksum is that of the whole object.
    ...(input.ChecksumMode === 'ENABLED' && !range ? checksumMembers(version.checksum) : {}),
  };
}

function coldMembers(version: ObjectVersion, now: number): Pick<Members, 'StorageClass' | 'ArchiveStatus' | 'Restore'> {
  const { storageClass, archiveTier } = version.properties;
  const state = restoreState(version, now);
  return {
    // S3 leaves out the usual class.
    StorageClass: storageClass === 'STANDARD' ? null : (storageClass as NonNullable<Members['StorageClass']>),
    ArchiveStatus: state.kind === 'warm' ? null : (archiveTier ?? null),
    Restore: restoreHeader(state),
  };
}

const lockMembers = ({ legalHold, retention }: ObjectVersion) => ({
  ObjectLockLegalHoldStatus: legalHold ?? null,
  ObjectLockMode: retention?.mode ?? null,
  ObjectLockRetainUntilDate: retention ? new Date(retention.until) : null,
});

function restoreHeader(state: ReturnType<typeof restoreState>): string | null {
  if (state.kind === 'restoring') return 'ongoing-request="true"';
  if (state.kind !== 'restored') return null;
  return `ongoing-request="false", expiry-date="${new Date(state.restore.expiresAt).toUTCString()}"`;
}
