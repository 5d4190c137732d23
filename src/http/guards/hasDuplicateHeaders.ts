// A request of which something in front of the gateway may have read another than the gateway does: of two headers Node
// takes the first, without a word.
import type { IncomingMessage } from 'node:http';

const onlyOnce = new Set(['authorization', 'content-type', 'host']);

export function hasDuplicateHeaders({ rawHeaders, headers, httpVersion }: IncomingMessage): boolean {
  if (headers.host === undefined && httpVersion !== '1.0') return true;
  const seen = new Set<string>();
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = String(rawHeaders[index]).toLowerCase();
    if (!onlyOnce.has(name)) continue;
    if (seen.has(name)) return true;
    seen.add(name);
  }
  return false;
}
