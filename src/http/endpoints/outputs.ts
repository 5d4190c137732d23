// Downloads of job outputs: ranges, resumption and the right name, in constant memory. An address that is wrong, late or
// altered is answered like any path where nothing is.
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Logger } from 'pino';
import { readOnlyAccessTo } from '../../access/access.ts';
import { type Authenticator, hasCredentials } from '../../access/authenticator.ts';
import type { Caller } from '../../access/caller.ts';
import { isServed } from '../../aws/backend.ts';
import { createContext, type Services } from '../../context.ts';
import { systemClock } from '../../core/clock.ts';
import { GatewayError } from '../../core/errors.ts';
import type { GlacierJobKey } from '../../core/location.ts';
import { decodeDescription } from '../../outputs/decodeDescription.ts';
import { contentDisposition } from '../../outputs/downloads/contentDisposition.ts';
import { outputsPath } from '../../outputs/downloads/createOutputLinks.ts';
import { knownOutputOf } from '../../outputs/downloads/knownOutputOf.ts';
import { openDownload } from '../../outputs/downloads/openDownload.ts';
import type { OutputAddresses, OutputGrant } from '../../outputs/downloads/outputAddress.ts';
import { parseRange } from '../../outputs/downloads/parseRange.ts';
import { matchesEtag } from '../etag.ts';
import { authenticate, credentialsOf } from '../guards/authenticate.ts';
import { enforceRateLimit } from '../guards/enforceRateLimit.ts';
import { sendError } from '../sendJson.ts';

export interface OutputServices {
  services: Services;
  addresses: OutputAddresses;
  log: Logger;
}

const nothingHere = (response: ServerResponse): void =>
  sendError(response, 404, 'NOT_FOUND', 'Nothing is here; GraphQL is at /graphql.');

const methods = new Set(['GET', 'HEAD']);

/** The one that the address was made for, with no more rights than it needs. */
const callerOf = ({ job, callerId, credential }: OutputGrant): Caller => ({
  id: callerId,
  access: readOnlyAccessTo(job),
  expiresAt: null,
  credential,
});

/**
 * An address is proof enough of who asks, for a link has no other. Whoever sends credentials beside it is known by those:
 * what is not theirs to read is not there, and who is refused elsewhere is refused here. Null where that was answered.
 */
async function whoAsks(
  authenticator: Authenticator,
  grant: OutputGrant,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Caller | null> {
  if (!authenticator.isNeeded || !hasCredentials(credentialsOf(request.headers))) return callerOf(grant);
  const caller = await authenticate(authenticator, request, response);
  if (!caller || caller.access.allows('read', grant.job)) return caller;
  nothingHere(response);
  return null;
}

export async function serveOutput(
  {
    authenticator,
    downloads: { services, addresses, log },
  }: { authenticator: Authenticator; downloads: OutputServices },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = '', url = '', headers } = request;
  const [path = ''] = url.split('?', 1);
  const grant = addresses.open(path.slice(outputsPath.length), systemClock.now());
  if (!grant || !isServed(services.backend, grant.job) || !authenticator.isStillValid(grant.credential)) {
    return nothingHere(response);
  }
  const { job: key } = grant;
  if (!methods.has(method)) {
    response.setHeader('allow', [...methods].join(', '));
    return sendError(response, 405, 'BAD_USER_INPUT', 'A download is a GET or a HEAD.');
  }
  const caller = await whoAsks(authenticator, grant, request, response);
  if (!caller || !(await enforceRateLimit(services.callerLimits, caller, request, response))) return;

  // Node's own pipeline takes most of the ten that it thinks are no leak.
  response.setMaxListeners(20);
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const { aws, loaders } = createContext(services, caller, gone.signal);
  try {
    const job = await loaders.glacierJob.load(key);
    const known = job && knownOutputOf(job);
    if (!known || known.sizeInBytes === null) return nothingHere(response);

    const size = known.sizeInBytes;
    const etag = etagOf(key);
    response.setHeader('etag', etag);
    response.setHeader('accept-ranges', 'bytes');
    response.setHeader('cache-control', 'private, no-cache');
    if (matchesEtag(etag, headers['if-none-match'])) return void response.writeHead(304).end();

    // A date is no strong validator of an output: the range then counts as not asked for.
    const ifRange = headers['if-range'];
    const range = ifRange === undefined || ifRange === etag ? parseRange(headers.range, size) : null;
    if (range === 'unsatisfiable') {
      response.setHeader('content-range', `bytes */${size}`);
      return sendError(response, 416, 'BAD_USER_INPUT', `The output has ${size} bytes.`);
    }
    const span = range ?? { start: 0, end: size - 1 };
    const { archiveDescription, bytes } = await openDownload(aws, key, {
      span: method === 'HEAD' ? { start: span.start, end: Math.min(span.start, span.end) } : span,
      size,
      contentType: known.contentType,
      sha256TreeHash: method === 'HEAD' ? null : job.sha256TreeHash,
    });
    const { name } = decodeDescription(archiveDescription);
    response.writeHead(range ? 206 : 200, {
      'content-type': known.contentType,
      'content-length': span.end - span.start + 1,
      'content-disposition': contentDisposition(name, known.fallbackName),
      ...(range ? { 'content-range': `bytes ${span.start}-${span.end}/${size}` } : {}),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      // What somebody put into a vault must not run as a page of this server's.
      'content-security-policy': "default-src 'none'; sandbox",
    });
    if (method === 'HEAD') {
      await bytes.return();
      return void response.end();
    }
    await pipeline(Readable.from(bytes, { objectMode: false }), response);
  } catch (error) {
    if (gone.signal.aborted && !response.headersSent) return;
    if (!response.headersSent && error instanceof GatewayError) return refuseFor(response, error);
    if (!response.destroyed || !isGone(error)) log.warn({ err: error, job: key }, 'a download ended before its end');
    response.destroy();
  }
}

const statusOf: Partial<Record<GatewayError['code'], number>> = {
  NOT_FOUND: 404,
  THROTTLED: 503,
  SERVICE_UNAVAILABLE: 502,
  DEADLINE_EXCEEDED: 504,
};

function refuseFor(response: ServerResponse, { code, message }: GatewayError): void {
  for (const name of ['etag', 'accept-ranges', 'cache-control']) response.removeHeader(name);
  sendError(response, statusOf[code] ?? 502, code, message);
}

const isGone = (error: unknown) => (error as { code?: unknown }).code === 'ERR_STREAM_PREMATURE_CLOSE';

/** A job's output never changes. */
const etagOf = ({ accountId, region, vaultName, jobId }: GlacierJobKey): string =>
  `"${createHash('sha256').update(`${accountId} ${region} ${vaultName} ${jobId}`).digest('base64url').slice(0, 22)}"`;
