// The metadata of copies that replaces the metadata of their source.
import type { S3ObjectMetadata } from '@aws-sdk/client-s3-control';
import { boolean, date, map, optional, size, structure, text } from '../../structure.ts';
import { sseAlgorithm } from './enums.ts';

export const s3ObjectMetadata = structure<S3ObjectMetadata>(
  { aws: 'S3ObjectMetadata', description: 'The metadata of copies. Fields that were not given are null.' },
  {
    CacheControl: optional(text, 'The Cache-Control header of copies.'),
    ContentDisposition: optional(text, 'The Content-Disposition header of copies.'),
    ContentEncoding: optional(text, 'The Content-Encoding header of copies.'),
    ContentLanguage: optional(text, 'The Content-Language header of copies.'),
    UserMetadata: optional(
      map,
      'User-defined metadata in no order, at most 8192 bytes. Keys are given without x-amz-meta-.',
    ),
    ContentLength: optional(size, 'The content length in bytes. AWS has deprecated this field.'),
    ContentMD5: optional(text, 'An MD5 digest in Base64. AWS has deprecated this field.'),
    ContentType: optional(text, 'The Content-Type header of copies.'),
    HttpExpiresDate: optional(date, 'The Expires header of copies.'),
    RequesterCharged: optional(boolean, 'Whether the requester pays. AWS has deprecated this field.'),
    SSEAlgorithm: optional(sseAlgorithm, 'The server-side encryption of copies.'),
  },
);
