// Downloads of job outputs: ranges, resumption and file names, in constant memory. A URL that is wrong, expired or altered
// gets the 404 of an unknown path.
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Logger } from 'pino';
import { readOnlyAccessTo } from '../../access/access.ts';
import { type Authenticator, hasCredentials } from '../../access/authenticator.ts';
import type { Caller } from '../../access/caller.ts';
import { isServed } from '../../aws/backend.ts';
import type { AwsSession } from '../../aws/client/awsSession.ts';
import type { GlacierJobRecord } from '../../aws/glacier/glacierJob.ts';
import type { Services } from '../../context.ts';
import { systemClock } from '../../core/clock.ts';
import { GatewayError, ServiceUnavailableError } from '../../core/errors.ts';
import { type GlacierJobKey, glacierJobKey } from '../../core/location.ts';
import { createLoaders } from '../../loaders/createLoaders.ts';
import { outputsPath } from '../../outputs/downloads/createOutputLinks.ts';
import { hashHeaders } from '../../outputs/downloads/hashHeaders.ts';
import { openDownload } from '../../outputs/downloads/openDownload.ts';
import { outputFileName } from '../../outputs/downloads/outputFileName.ts';
import { outputMetadata } from '../../outputs/downloads/outputMetadata.ts';
import type { OutputGrant, OutputTokens } from '../../outputs/downloads/outputTokens.ts';
import { type ByteSpan, parseRange } from '../../outputs/downloads/parseRange.ts';
import type { Storage } from '../../storage/createStorage.ts';
import { fulfilsIfMatch, matchesEtag } from '../etag.ts';
import { admitToBudget } from '../guards/admitToBudget.ts';
import { authenticate, credentialsOf } from '../guards/authenticate.ts';
import { enforceRateLimit } from '../guards/enforceRateLimit.ts';
import { ownerOf } from '../guards/ownerOf.ts';
import { holderOf } from '../lifecycle/followConnections.ts';
import { sendError } from '../sendJson.ts';
import { sendNotFound } from '../sendNotFound.ts';

export interface OutputServices {
  services: Services;
  tokens: OutputTokens;
  log: Logger;
}

const methods = new Set(['GET', 'HEAD']);

/** What the streams of a download hold while its client does not read, from the socket of AWS to that of the client: measured. */
const downloadBytes = 384 * 1024;

/** The caller that the URL was made for, with no more rights than the download needs. */
const callerOf = ({ job, callerId, credential }: OutputGrant): Caller => ({
  id: callerId,
  access: readOnlyAccessTo(job),
  expiresAt: null,
  credential,
});

/**
 * The URL alone authenticates: a link in a browser carries no credentials. Credentials sent with it take precedence: they are
 * rejected as on every other path, and a job that they may not read is not found. Null if the request was rejected.
 */
async function authenticateDownload(
  authenticator: Authenticator,
  grant: OutputGrant,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Caller | null> {
  if (!authenticator.isRequired || !hasCredentials(credentialsOf(request.headers))) return callerOf(grant);
  const caller = await authenticate(authenticator, request, response);
  if (!caller || caller.access.allows('read', grant.job)) return caller;
  sendNotFound(response);
  return null;
}

export async function serveOutput(
  { authenticator, downloads: { services, tokens, log } }: { authenticator: Authenticator; downloads: OutputServices },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = '', url = '' } = request;
  const [path = ''] = url.split('?', 1);
  const grant = tokens.verify(path.slice(outputsPath.length), systemClock.now());
  if (!grant || !isServed(services.backend, grant.job)) return sendNotFound(response);
  if (!authenticator.isStillValid({ id: grant.callerId, credential: grant.credential })) return sendNotFound(response);
  if (!methods.has(method)) {
    response.setHeader('allow', [...methods].join(', '));
    return sendError(response, 405, 'BAD_USER_INPUT', 'Downloads support GET and HEAD only.');
  }
  const caller = await authenticateDownload(authenticator, grant, request, response);
  if (!caller || !(await enforceRateLimit(services.callerLimits, caller, request, response))) return;

  if (!admitToBudget(ownerOf(caller), request, response)) return;
  const buffers = holderOf(request.socket)?.charge(downloadBytes);
  // Node warns of a leak from eleven listeners on; its own pipeline adds most of ten.
  response.setMaxListeners(20);
  const disconnect = new AbortController();
  response.once('close', () => disconnect.abort());
  const aws = services.aws.session(caller, disconnect.signal);
  try {
    const job = await createLoaders(aws, services).glacierJob.load(grant.job);
    const sent = job ? await sendOutput(aws, job, services.store, request, response) : sendNotFound(response);
    if (job && sent)
      await services.keeper
        .downloaded(job, sent.received, sent.size)
        .catch((error: unknown) => log.warn({ err: error, job: grant.job }, 'a download could not be counted'));
  } catch (error) {
    if (disconnect.signal.aborted && !response.headersSent) return;
    if (!response.headersSent && error instanceof GatewayError) return sendAwsError(response, error);
    if (!response.destroyed || !isPrematureClose(error)) log.warn({ err: error, job: grant.job }, 'download aborted');
    response.destroy();
  } finally {
    buffers?.release();
  }
}

/** What a client was sent completely. */
interface Sent {
  received: ByteSpan;
  /** Of the whole output, in bytes. */
  size: number;
}

async function sendOutput(
  aws: AwsSession,
  job: GlacierJobRecord,
  { damagedOutputs, sentOutputs }: Pick<Storage, 'damagedOutputs' | 'sentOutputs'>,
  { method, headers }: IncomingMessage,
  response: ServerResponse,
): Promise<Sent | undefined> {
  const known = outputMetadata(job);
  if (!known || known.sizeInBytes === null) return void sendNotFound(response);

  const { sizeInBytes: size, contentType } = known;
  const etag = etagOf(job);
  response.setHeader('etag', etag);
  response.setHeader('accept-ranges', 'bytes');
  response.setHeader('cache-control', 'private, no-cache');
  // A client that goes on with the file of another job must not join the two.
  if (!fulfilsIfMatch(etag, headers['if-match'])) {
    return void sendError(response, 412, 'BAD_USER_INPUT', 'The ETag in If-Match is not that of this output.');
  }
  if (matchesEtag(etag, headers['if-none-match'])) {
    response.writeHead(304).end();
    return undefined;
  }

  // A date is not a strong validator: with one in If-Range, the range is ignored.
  const ifRange = headers['if-range'];
  const range = ifRange === undefined || ifRange === etag ? parseRange(headers.range, size) : null;
  if (range === 'unsatisfiable') {
    response.setHeader('content-range', `bytes */${size}`);
    return void sendError(response, 416, 'BAD_USER_INPUT', `Range not satisfiable: the output has ${size} bytes.`);
  }
  const span = range ?? { start: 0, end: size - 1 };
  const isWhole = span.start === 0 && span.end === size - 1;
  if (!isWhole && (await damagedOutputs.has(job))) {
    throw new ServiceUnavailableError(
      'This output did not match its tree hash when it was last downloaded, so parts of it are refused. Delete what you have, and download the whole output without a range.',
    );
  }
  const isHead = method === 'HEAD';
  const { archiveDescription, bytes, received } = await openDownload(aws, job, {
    span: isHead ? { start: span.start, end: Math.min(span.start, span.end) } : span,
    size,
    contentType,
    sha256TreeHash: job.sha256TreeHash,
    damagedOutputs,
    sentOutputs,
  });
  // Before the status is sent: an output of one chunk is verified by then, and fails with a status of its own.
  const first = isHead ? null : await bytes.next();
  response.writeHead(range ? 206 : 200, {
    'content-type': contentType,
    'content-length': span.end - span.start + 1,
    'content-disposition': contentDisposition(outputFileName(known, archiveDescription)),
    ...(range ? { 'content-range': `bytes ${span.start}-${span.end}/${size}` } : {}),
    ...hashHeaders(job.sha256TreeHash, size),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    // Archived HTML must not run as a page of this origin.
    'content-security-policy': "default-src 'none'; sandbox",
  });
  if (first) {
    await pipeline(Readable.from(startingWith(first, bytes), { objectMode: false }), response);
    return { received, size };
  }
  await bytes.return();
  response.end();
  return undefined;
}

async function* startingWith(
  first: IteratorResult<Buffer, void>,
  rest: AsyncGenerator<Buffer, void>,
): AsyncGenerator<Buffer, void> {
  if (first.done) return;
  try {
    yield first.value;
    yield* rest;
  } finally {
    await rest.return();
  }
}

const statusOf: Partial<Record<GatewayError['code'], number>> = {
  NOT_FOUND: 404,
  THROTTLED: 503,
  SERVICE_UNAVAILABLE: 502,
  DEADLINE_EXCEEDED: 504,
};

function sendAwsError(response: ServerResponse, { code, message }: GatewayError): void {
  for (const name of ['etag', 'accept-ranges', 'cache-control']) response.removeHeader(name);
  sendError(response, statusOf[code] ?? 502, code, message);
}

const isPrematureClose = (error: unknown) => (error as { code?: unknown }).code === 'ERR_STREAM_PREMATURE_CLOSE';

/** The output of a job never changes, so the job identifies it. */
const etagOf = (job: GlacierJobKey): string =>
  `"${createHash('sha256').update(glacierJobKey(job)).digest('base64url').slice(0, 22)}"`;

/**
 * The Content-Disposition header of a download. Characters that could end the header are removed.
 * https://www.rfc-editor.org/rfc/rfc6266
 */
export function contentDisposition(name: string): string {
  const ascii = name.replace(/[^\x20-\x7e]/g, '_').replace(/["\\%]/g, '_');
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"${ascii === name ? '' : `; filename*=UTF-8''${encoded}`}`;
}
