// The jobs board: static files that load nothing from elsewhere. They contain no data: their requests carry credentials. They
// are loaded and compressed at the first request.
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { SignIn } from '../../access/createSignIn.ts';
import { acceptsGzip } from '../contentEncoding.ts';
import { matchesEtag } from '../etag.ts';
import { sendError } from '../sendJson.ts';
import { wantsRootPage } from '../wantsPage.ts';
import { boardPage, contentSecurityPolicy, type PageContent } from './boardPage.ts';

const page = 'board.html';

/** Path -> file and media type. */
const served: Readonly<Record<string, { file: string; type: string }>> = {
  '/': { file: page, type: 'text/html; charset=utf-8' },
  '/board.js': { file: 'board.js', type: 'text/javascript; charset=utf-8' },
  '/board.css': { file: 'board.css', type: 'text/css; charset=utf-8' },
  '/board.svg': { file: 'board.svg', type: 'image/svg+xml' },
};

/** At `/`, clients that are no browsers receive a 404. */
export const isBoardRequest = (request: IncomingMessage, path: string): boolean =>
  path === '/' ? wantsRootPage(request) : Object.hasOwn(served, path);

interface BoardFile {
  plain: Buffer;
  gzipped: Buffer;
  /** Of the plain bytes; the compressed ones have their own, as a strong ETag requires. */
  hash: string;
}

let loaded: Promise<ReadonlyMap<string, BoardFile>> | undefined;

/** A failure is not kept: the file beside the bundle may be there at the next request. */
function loadFiles(): Promise<ReadonlyMap<string, BoardFile>> {
  if (!loaded) {
    loaded = readFiles();
    loaded.catch(() => {
      loaded = undefined;
    });
  }
  return loaded;
}

async function readFiles(): Promise<ReadonlyMap<string, BoardFile>> {
  const { boardFiles } = await import('./boardFiles.ts');
  const files = Object.entries(boardFiles).map(async ([name, text]) => [name, await makeFile(text)] as const);
  return new Map(await Promise.all(files));
}

async function makeFile(text: string): Promise<BoardFile> {
  const plain = Buffer.from(text);
  const hash = createHash('sha256').update(plain).digest('base64url');
  return { plain, gzipped: await promisify(gzip)(plain, { level: 9 }), hash };
}

/** The latest page. It differs for each gateway, and changes when the token issuer's document does. */
let latestPage: { text: string; file: Promise<BoardFile> } | undefined;

function makePage({ plain }: BoardFile, content: PageContent): Promise<BoardFile> {
  const text = boardPage(plain.toString(), content);
  if (latestPage?.text !== text) latestPage = { text, file: makeFile(text) };
  return latestPage.file;
}

export interface BoardServices {
  /** Whether the page may link to GraphiQL. */
  graphiql: boolean;
  signIn?: SignIn | undefined;
}

export async function serveBoard(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  { graphiql, signIn }: BoardServices,
): Promise<void> {
  request.resume();
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('allow', 'GET, HEAD');
    return sendError(response, 405, 'BAD_USER_INPUT', 'Use GET or HEAD. GraphQL is at /graphql.');
  }
  const { file: name, type } = served[path] ?? { file: '', type: '' };
  const stored = (await loadFiles()).get(name);
  if (!stored) throw new Error(`the build has no file ${name} of the jobs board`);
  const isPage = name === page;
  const settings = isPage && signIn ? ((await signIn.settings()) ?? 'unavailable') : null;
  const file = isPage ? await makePage(stored, { graphiql, signIn: settings }) : stored;
  const isCompressed = acceptsGzip(request.headers['accept-encoding']?.toString());
  const body = isCompressed ? file.gzipped : file.plain;
  const etag = `"${file.hash}${isCompressed ? '-gzip' : ''}"`;
  response.setHeaders(
    new Map([
      ['content-security-policy', contentSecurityPolicy(settings)],
      ['x-content-type-options', 'nosniff'],
      ['referrer-policy', 'no-referrer'],
      ['cross-origin-opener-policy', 'same-origin'],
      // Revalidated at each load, so that page, script and styles are of one version.
      ['cache-control', 'no-cache'],
      ['vary', 'accept, accept-encoding'],
      ['etag', etag],
    ]),
  );
  if (matchesEtag(etag, request.headers['if-none-match'])) {
    response.writeHead(304).end();
    return;
  }
  response.writeHead(200, {
    'content-type': type,
    'content-length': body.length,
    ...(isCompressed ? { 'content-encoding': 'gzip' } : {}),
  });
  response.end(body);
}
