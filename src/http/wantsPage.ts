// Whether a request comes from a browser that opens a page.
import type { IncomingMessage } from 'node:http';
import { acceptedTypes } from './acceptedTypes.ts';

/** Whether a browser requests the page rather than the result of a query. */
export function wantsPage({ method, headers, url = '' }: IncomingMessage): boolean {
  const isRead = method === 'GET' || method === 'HEAD';
  return (
    isRead && acceptedTypes(headers.accept).names('text/html') && !new URLSearchParams(url.split('?')[1]).has('query')
  );
}
