// What lets a client that polls by GET say what it has already: a tag of the answer's data. Weak, because the extensions
// count the AWS calls of each answer and differ while the data stay the same. Pure.
import { createHash } from 'node:crypto';

export interface Answered {
  method: string;
  status: number;
  contentType: string;
  text: string;
}

/** Headers of an answer that may be asked about again: everybody keeps their own, and none uses it without asking. */
export const revalidationHeaders = {
  'cache-control': 'private, no-cache',
  vary: 'accept, authorization, origin, x-api-key',
};

/** Null for what has no tag: other methods than GET and HEAD, streams, and answers with an error in them. */
export function etagOf({ method, status, contentType, text }: Answered): string | null {
  if ((method !== 'GET' && method !== 'HEAD') || status !== 200) return null;
  if (!/^application\/(graphql-response\+)?json\b/i.test(contentType)) return null;
  const { data, errors } = JSON.parse(text) as { data?: unknown; errors?: unknown };
  if (data === undefined || errors !== undefined) return null;
  return `W/"${createHash('sha256').update(JSON.stringify(data)).digest('base64url')}"`;
}

/** Whether an If-None-Match names the tag. Weakly compared, as RFC 9110 (13.1.2) has it: W/ makes no difference. */
export function matchesEtag(etag: string, ifNoneMatch: string | undefined): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === '*') return true;
  const opaque = etag.replace(/^W\//, '');
  return [...ifNoneMatch.matchAll(/"[^"]*"/g)].some(([tag]) => tag === opaque);
}
