// Whether a request comes from a browser that opens a page.
import type { IncomingMessage } from 'node:http';
import { acceptedTypes } from './acceptedTypes.ts';

/** Whether a browser opens the address, also one with a query: as with other GraphQL servers, it gets the page and not the result. */
export const wantsPage = ({ method, headers }: IncomingMessage): boolean =>
  (method === 'GET' || method === 'HEAD') && acceptedTypes(headers.accept).prefersHtml;

/** The same for the root. A query there has the wrong path, and a page would hide that. */
export const wantsRootPage = (request: IncomingMessage): boolean =>
  wantsPage(request) && !new URLSearchParams(request.url?.split('?')[1]).has('query');
