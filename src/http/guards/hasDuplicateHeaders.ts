// The check for requests that a proxy in front may read differently: Node silently takes the first of two equal headers.
import type { IncomingMessage } from 'node:http';

const singleHeaders = ['authorization', 'content-type', 'host'];
/** Each has another length, so most names need no comparison. */
const singleByLength = new Map(singleHeaders.map((name) => [name.length, name]));

export const duplicateHeaders = 'Send the Host header once, and Authorization and Content-Type at most once.';

/** Also true without a Host header, which HTTP/1.1 requires. */
export function hasDuplicateHeaders({ rawHeaders, httpVersion }: IncomingMessage): boolean {
  const seen: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const written = rawHeaders[index] as string;
    const name = singleByLength.get(written.length);
    if (name === undefined || written.toLowerCase() !== name) continue;
    if (seen.includes(name)) return true;
    seen.push(name);
  }
  return !seen.includes('host') && httpVersion !== '1.0';
}
