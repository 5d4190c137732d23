// The metadata that copies get in place of their source's.
import type { S3ObjectMetadata } from '@aws-sdk/client-s3-control';
import { boolean, date, map, optional, size, structure, text } from '../../structure.ts';
import { sseAlgorithm } from './enums.ts';

export const s3ObjectMetadata = structure<S3ObjectMetadata>(
  { aws: 'S3ObjectMetadata', description: 'The metadata of copies. A member that was not given is null.' },
  {
    CacheControl: optional(text, 'The header Cache-Control of a copy.'),
    ContentDisposition: optional(text, 'The header Content-Disposition of a copy.'),
    ContentEncoding: optional(text, 'The header Content-Encoding of a copy.'),
    ContentLanguage: optional(text, 'The header Content-Language of a copy.'),
    UserMetadata: optional(
      map,
      "The owner's own metadata, in no order; the keys without x-amz-meta-. At most 8192 bytes.",
    ),
    ContentLength: optional(size, 'In bytes. AWS has deprecated it.'),
    ContentMD5: optional(text, 'An MD5 digest in Base64. AWS has deprecated it.'),
    ContentType: optional(text, 'The header Content-Type of a copy.'),
    HttpExpiresDate: optional(date, 'The header Expires of a copy.'),
    RequesterCharged: optional(boolean, 'Whether the requester pays. AWS has deprecated it.'),
    SSEAlgorithm: optional(sseAlgorithm, 'How copies are encrypted.'),
  },
);
