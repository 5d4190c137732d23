// GraphiQL as a single page that loads nothing from elsewhere. It has 9 MB, so it is rendered and compressed at the first request,
// and again only when its example job is another one.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { acceptsGzip } from '../contentEncoding.ts';
import { exampleOperations } from './exampleOperations.ts';

// GraphiQL positions its tabs by a transform that is stale after loading. When a tab is pressed, it jumps away from under the
// mouse and the click is lost.
const fixedTabs = '<style>.graphiql-tab { transform: none !important }</style></head>';

/**
 * Opens the operation of the address in a tab of its own, in front of the examples: of the fragment `#query=...&variables=...`,
 * which is sent to no server, or of the same parameters of the URL. The address then is that of the page again, and stays so while
 * somebody edits: the browser keeps the tabs, and a long text in the address could not be loaded again. Without the content of
 * the tab that was open last, GraphiQL would add a tab each time.
 */
const renderWithAddress = `
        function renderWithAddress(root, { defaultTabs, ...given }) {
          const { hash, search, pathname } = location;
          const parameters = [hash, search].map((part) => new URLSearchParams(part.slice(1))).find((part) => part.has('query'));
          const options = { ...given, onEditQuery() {} };
          removeStoredHeaders();
          if (!parameters) return YogaGraphiQL.renderYogaGraphiQL(root, { ...options, defaultTabs, ...contentOfLastTab() });
          const [query, variables] = [parameters.get('query'), parameters.get('variables')];
          const tab = { query, variables, headers: given.defaultHeaders || null };
          history.replaceState({}, '', pathname);
          YogaGraphiQL.renderYogaGraphiQL(root, {
            ...options, query, variables: variables || undefined, defaultTabs: [tab, ...defaultTabs],
          });
        }
        function contentOfLastTab() {
          const { tabs, activeTabIndex } = JSON.parse(localStorage.getItem('graphiql:tabState')) || { tabs: [] };
          const { query, variables } = tabs[activeTabIndex] || {};
          return query ? { initialQuery: query, initialVariables: variables || '' } : {};
        }
        `;

/** Keys are in the memory of the page alone. An earlier version of this page stored them. */
const removeStoredHeaders = `
        function removeStoredHeaders() {
          for (const name of ['headers', 'shouldPersistHeaders']) localStorage.removeItem('graphiql:' + name);
          const tabs = localStorage.getItem('graphiql:tabState');
          if (!tabs) return;
          const withoutHeaders = JSON.parse(tabs, (key, value) => (key === 'headers' || key === 'hash' ? null : value));
          localStorage.setItem('graphiql:tabState', JSON.stringify(withoutHeaders));
        }
        `;
const rendering = 'YogaGraphiQL.renderYogaGraphiQL(';

function withAddress(html: string): string {
  const at = html.lastIndexOf(rendering);
  if (at < 0) throw new Error('the page of GraphiQL is rendered by another function');
  return `${html.slice(0, at)}${removeStoredHeaders}${renderWithAddress}renderWithAddress(${html.slice(at + rendering.length)}`;
}

interface GraphiqlPage {
  html: Buffer;
  gzipped: Buffer;
}

/** What the page depends on. */
interface Content {
  /** Whether requests need credentials. */
  needsKey: boolean;
  /** The job of the example that follows a job; undefined if no running one is known. */
  jobId: string | undefined;
}

/** The latest page, by whether requests need credentials. */
const pages = new Map<boolean, Pick<Content, 'jobId'> & { page: Promise<GraphiqlPage> }>();

/** Users do not expect that each tab has its own headers pane. */
const authenticationHint = `# Enter your API key in the Headers pane below, in
# each tab. Then reload the schema (arrows at the
# lower left) for completion and documentation.

`;
const emptyKey = JSON.stringify({ authorization: 'Bearer YOUR-KEY' }, null, 2);

async function makePage({ needsKey, jobId }: Content): Promise<GraphiqlPage> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  const tabs = exampleOperations.map(({ query, variables, followsJob }, index) => {
    const given = followsJob && jobId !== undefined ? { id: jobId } : variables;
    return {
      query: needsKey && index === 0 ? authenticationHint + query : query,
      variables: given ? JSON.stringify(given, null, 2) : null,
      headers: needsKey ? emptyKey : null,
    };
  });
  const html = Buffer.from(
    withAddress(
      renderGraphiQL({
        title: 'glacier-graphql',
        ...(tabs[0] ? { defaultQuery: tabs[0].query } : {}),
        defaultTabs: tabs,
        shouldPersistHeaders: false,
        ...(needsKey ? { defaultHeaders: emptyKey, defaultEditorToolsVisibility: 'headers' as const } : {}),
      }).replace('</head>', fixedTabs),
    ),
  );
  return { html, gzipped: await promisify(gzip)(html) };
}

/** Scripts and styles are inline. The page may connect to this server only. */
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

/** Relative, so that it also holds behind a proxy that serves the gateway below a path. */
export function redirectToGraphiql(request: IncomingMessage, response: ServerResponse): void {
  request.resume();
  response.writeHead(303, { location: 'graphql', 'cache-control': 'no-store', 'content-length': 0 }).end();
}

/** A failure is not kept: the file beside the bundle may be there at the next request. */
function pageFor(content: Content): Promise<GraphiqlPage> {
  const { needsKey, jobId } = content;
  const latest = pages.get(needsKey);
  if (latest && latest.jobId === jobId) return latest.page;
  const made = { jobId, page: makePage(content) };
  pages.set(needsKey, made);
  made.page.catch(() => {
    if (pages.get(needsKey) === made) pages.delete(needsKey);
  });
  return made.page;
}

export async function serveGraphiql(
  request: IncomingMessage,
  response: ServerResponse,
  content: Content,
): Promise<void> {
  const { html, gzipped } = await pageFor(content);
  const compressed = acceptsGzip(request.headers['accept-encoding']?.toString());
  const body = compressed ? gzipped : html;
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'content-length': body.length,
    'content-security-policy': contentSecurityPolicy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    vary: 'accept, accept-encoding',
    ...(compressed ? { 'content-encoding': 'gzip' } : {}),
  });
  response.end(body);
}
