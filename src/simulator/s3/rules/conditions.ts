// Conditional requests by ETag and date, as RFC 9110 orders them: the ETag decides where both are given.
import { S3Error } from '../../protocol/s3/s3Error.ts';
import type { Bucket } from '../../world/objects/bucket.ts';
import type { ObjectVersion } from '../../world/objects/records.ts';
import { quoted, unquoted } from './etags.ts';
import { noSuchKey } from './findVersion.ts';

interface ReadConditions {
  IfMatch?: string | undefined;
  IfNoneMatch?: string | undefined;
  IfModifiedSince?: Date | undefined;
  IfUnmodifiedSince?: Date | undefined;
}

/** Throws 412 or 304. */
export function checkReadConditions(version: ObjectVersion, conditions: ReadConditions): void {
  const { IfMatch, IfNoneMatch, IfModifiedSince, IfUnmodifiedSince } = conditions;
  if (IfMatch === undefined) {
    if (IfUnmodifiedSince && version.lastModified > IfUnmodifiedSince.getTime())
      throw preconditionFailed('If-Unmodified-Since');
  } else if (!matches(IfMatch, version)) throw preconditionFailed('If-Match');
  const isUnchanged =
    IfNoneMatch === undefined
      ? IfModifiedSince !== undefined && version.lastModified <= IfModifiedSince.getTime()
      : matches(IfNoneMatch, version);
  if (!isUnchanged) return;
  throw new S3Error('NotModified', 'Not Modified', {
    headers: { etag: quoted(version.etag), 'last-modified': new Date(version.lastModified).toUTCString() },
  });
}

/** As `checkReadConditions`, for the source of a copy: 412 in every case. */
export function checkSourceConditions(version: ObjectVersion, conditions: ReadConditions): void {
  try {
    checkReadConditions(version, conditions);
  } catch {
    throw preconditionFailed('x-amz-copy-source-If-Match');
  }
}

/** Throws unless the key has the object, or no object, that the writer expects. */
export function checkWriteConditions(
  bucket: Bucket,
  key: string,
  { IfMatch, IfNoneMatch }: Pick<ReadConditions, 'IfMatch' | 'IfNoneMatch'>,
): void {
  if (IfMatch === undefined && IfNoneMatch === undefined) return;
  const latest = bucket.versions.latest(key);
  const current = latest?.kind === 'object' ? latest : undefined;
  if (IfNoneMatch !== undefined && current && matches(IfNoneMatch, current)) throw preconditionFailed('If-None-Match');
  if (IfMatch === undefined) return;
  if (!current) throw noSuchKey(key, latest);
  if (!matches(IfMatch, current)) throw preconditionFailed('If-Match');
}

const matches = (condition: string, { etag }: ObjectVersion): boolean =>
  condition.split(',').some((each) => {
    const text = each.trim();
    return text === '*' || unquoted(text.replace(/^W\//, '')) === etag;
  });

const preconditionFailed = (condition: string): S3Error =>
  new S3Error('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', {
    details: { Condition: condition },
  });
