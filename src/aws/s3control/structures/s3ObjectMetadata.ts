// The metadata of copies that replaces the metadata of their source.
import type { S3ObjectMetadata } from '@aws-sdk/client-s3-control';
import { metadata, sizeFrom, textOf } from '../../inputRules.ts';
import { boolean, date, optional, structure } from '../../structure.ts';
import { sseAlgorithm } from './enums.ts';

export const s3ObjectMetadata = structure<S3ObjectMetadata>(
  { aws: 'S3ObjectMetadata', description: 'The metadata of copies, which replaces the metadata of their source.' },
  {
    CacheControl: optional(textOf(1024), 'The Cache-Control header of copies.'),
    ContentDisposition: optional(textOf(1024), 'The Content-Disposition header of copies.'),
    ContentEncoding: optional(textOf(1024), 'The Content-Encoding header of copies.'),
    ContentLanguage: optional(textOf(1024), 'The Content-Language header of copies.'),
    UserMetadata: optional(metadata, 'User-defined metadata, in no order. Keys are given without x-amz-meta-.'),
    ContentLength: optional(sizeFrom(0), 'The content length in bytes. AWS has deprecated this field.'),
    ContentMD5: optional(textOf(1024), 'An MD5 digest in Base64. AWS has deprecated this field.'),
    ContentType: optional(textOf(1024), 'The Content-Type header of copies.'),
    HttpExpiresDate: optional(date, 'The Expires header of copies.'),
    RequesterCharged: optional(boolean, 'Whether the requester pays. AWS has deprecated this field.'),
    SSEAlgorithm: optional(sseAlgorithm, 'The server-side encryption of copies.'),
  },
);
