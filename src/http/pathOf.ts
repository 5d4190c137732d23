// The path of a request, without its query.
import type { IncomingMessage } from 'node:http';

export function pathOf({ url = '' }: Pick<IncomingMessage, 'url'>): string {
  const end = url.indexOf('?');
  return end === -1 ? url : url.slice(0, end);
}
