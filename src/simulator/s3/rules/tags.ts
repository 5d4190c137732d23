// Tags of an object, with S3's limits.
import type { Tag } from '@aws-sdk/client-s3';
import { AwsError } from '../../http/errors.ts';
import { S3Error } from '../../protocol/s3/s3Error.ts';
import { noTags } from '../../world/objects/noTags.ts';

const MOST_TAGS = 10;

/** Of a request that sets them as a document. */
export function checkTags(tags: readonly Partial<Tag>[] = []): ReadonlyMap<string, string> {
  if (tags.length === 0) return noTags;
  if (tags.length > MOST_TAGS) throw new AwsError('BadRequest', `Object tags cannot be greater than ${MOST_TAGS}`);
  const map = new Map<string, string>();
  for (const { Key: key = '', Value: value = '' } of tags) {
    if (key === '' || key.length > 128) throw invalidTag('The TagKey you have provided is invalid', key);
    if (value.length > 256) throw invalidTag('The TagValue you have provided is invalid', key);
    if (map.has(key)) throw invalidTag('Cannot provide multiple Tags with the same key', key);
    map.set(key, value);
  }
  return map;
}

/** Of the header x-amz-tagging, which has them as a query. */
export const parseTagging = (header = ''): ReadonlyMap<string, string> =>
  checkTags([...new URLSearchParams(header)].map(([Key, Value]) => ({ Key, Value })));

const invalidTag = (message: string, key: string): S3Error =>
  new S3Error('InvalidTag', message, { details: { TagKey: key } });
