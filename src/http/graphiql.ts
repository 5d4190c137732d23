// GraphiQL, whole in one page: nothing is fetched from elsewhere. The page has 9 MB, so it is made and compressed once,
// at its first request.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { exampleOperations } from './exampleOperations.ts';

/** A browser's wish to see the page, and not the answer of a query. */
export function wantsGraphiql({ method, headers, url = '' }: IncomingMessage): boolean {
  const accepts = headers.accept ?? '';
  const isRead = method === 'GET' || method === 'HEAD';
  return isRead && accepts.includes('text/html') && !new URLSearchParams(url.split('?')[1]).has('query');
}

// GraphiQL moves its tabs by a transform that it lets pass only on the one in focus, and after loading it is a stale one:
// the tab jumps away from under the mouse that presses it, and the click is lost.
const tabsStayWhereTheyAre = '<style>.graphiql-tab { transform: none !important }</style></head>';

interface GraphiqlPage {
  html: Buffer;
  gzipped: Buffer;
}

let page: Promise<GraphiqlPage> | undefined;

async function makePage(): Promise<GraphiqlPage> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  const [first] = exampleOperations;
  const html = Buffer.from(
    renderGraphiQL({
      title: 'glacier-graphql',
      defaultQuery: first.query,
      defaultTabs: exampleOperations.map(({ query, variables }) => ({
        query,
        variables: variables ? JSON.stringify(variables, null, 2) : null,
        headers: null,
      })),
    }).replace('</head>', tabsStayWhereTheyAre),
  );
  return { html, gzipped: await promisify(gzip)(html) };
}

/** Scripts and styles stand in the page; it may ask nobody but this server. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'unsafe-inline' blob:",
  'worker-src blob:',
  "style-src 'unsafe-inline'",
  'font-src data:',
  'img-src data:',
  "connect-src 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

export async function serveGraphiql(request: IncomingMessage, response: ServerResponse): Promise<void> {
  page ??= makePage();
  const { html, gzipped } = await page;
  const compressed = String(request.headers['accept-encoding'] ?? '').includes('gzip');
  const body = compressed ? gzipped : html;
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'content-length': body.length,
    'content-security-policy': contentSecurityPolicy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    vary: 'accept-encoding',
    ...(compressed ? { 'content-encoding': 'gzip' } : {}),
  });
  response.end(body);
}
