// The check for requests that a proxy in front may read differently: Node silently takes the first of two equal headers.
import type { IncomingMessage } from 'node:http';

const singleHeaders = new Set(['authorization', 'content-type', 'host']);

export const duplicateHeaders = 'Send the Host header once, and Authorization and Content-Type at most once.';

/** Also true without a Host header, which HTTP/1.1 requires. */
export function hasDuplicateHeaders({ rawHeaders, httpVersion }: IncomingMessage): boolean {
  const seen = new Set<string>();
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = String(rawHeaders[index]).toLowerCase();
    if (!singleHeaders.has(name)) continue;
    if (seen.has(name)) return true;
    seen.add(name);
  }
  return !seen.has('host') && httpVersion !== '1.0';
}
