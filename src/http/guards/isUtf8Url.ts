// The check that a URL is percent-encoded UTF-8: URLSearchParams replaces each invalid byte by U+FFFD, which would reach AWS.
// Node itself rejects bytes that are not percent-encoded.
import { isUtf8 } from 'node:buffer';

export function isUtf8Url(url: string): boolean {
  const bytes = url.replace(/%[\da-f]{2}/gi, (encoded) => String.fromCharCode(Number.parseInt(encoded.slice(1), 16)));
  return isUtf8(Buffer.from(bytes, 'latin1'));
}
