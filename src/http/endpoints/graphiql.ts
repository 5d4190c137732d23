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

/** By whether callers have to say who they are. */
const pages = new Map<boolean, Promise<GraphiqlPage>>();

/** What nobody guesses: that there is a pane for headers, that each tab has its own, and what belongs into it. */
const howToSayWho = `# Write your key into the pane Headers, below, in
# each tab. Then the arrows at the lower left load
# the schema, for completion and documentation.

`;
const emptyKey = JSON.stringify({ authorization: 'Bearer YOUR-KEY' }, null, 2);

async function makePage(needsKey: boolean): Promise<GraphiqlPage> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  const tabs = exampleOperations.map(({ query, variables }, index) => ({
    query: needsKey && index === 0 ? howToSayWho + query : query,
    variables: variables ? JSON.stringify(variables, null, 2) : null,
    headers: needsKey ? emptyKey : null,
  }));
  const html = Buffer.from(
    renderGraphiQL({
      title: 'glacier-graphql',
      ...(tabs[0] ? { defaultQuery: tabs[0].query } : {}),
      defaultTabs: tabs,
      ...(needsKey ? { defaultHeaders: emptyKey, defaultEditorToolsVisibility: 'headers' as const } : {}),
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

/** Made once. A failure is not kept: the file beside the bundle may be there at the next request. */
function pageFor(needsKey: boolean): Promise<GraphiqlPage> {
  const page = pages.get(needsKey) ?? makePage(needsKey);
  pages.set(needsKey, page);
  page.catch(() => pages.delete(needsKey));
  return page;
}

export async function serveGraphiql(
  request: IncomingMessage,
  response: ServerResponse,
  needsKey: boolean,
): Promise<void> {
  const { html, gzipped } = await pageFor(needsKey);
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
