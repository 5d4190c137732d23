// A POST request to an address that an operator has configured, limited in time. Redirects are not followed. Of the response only
// the status and Retry-After are used. Messages name the host at most: the path can be a secret.
import { type IncomingMessage, type OutgoingHttpHeaders, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { type Clock, within } from '../core/clock.ts';
import type { Egress } from './createEgress.ts';
import { type AddressRules, assertAllowedHost, guardedLookup, RefusedAddressError } from './guardedLookup.ts';

export interface PostRequest {
  url: URL;
  headers: OutgoingHttpHeaders;
  body: string;
  /** In milliseconds, from the DNS lookup to the end of the response. */
  timeout: number;
  /** Of the timeout; real time if omitted. */
  clock?: Pick<Clock, 'after'> | undefined;
  rules: AddressRules;
  signal: AbortSignal;
}

export interface PostResponse {
  status: number;
  /** The header as it was sent. */
  retryAfter: string | undefined;
}

/** A receiver that sends more is not read on. In bytes. */
const maxResponse = 16 * 1024;

export async function post(
  egress: Egress,
  { url, headers, body, timeout, clock, rules, signal }: PostRequest,
): Promise<PostResponse> {
  assertAllowedHost(url, rules);
  const port = url.port === '' ? undefined : Number(url.port);
  // A proxy resolves the name itself, and its rules apply. http would be readable on the way.
  if (url.protocol !== 'https:' && egress.proxyFor(url.protocol, url.hostname, port) !== null) {
    throw new RefusedAddressError('an address that is reached through a proxy needs https');
  }
  const limit = within(timeout, signal, clock);
  const isHttps = url.protocol === 'https:';
  const { httpAgent, httpsAgent } = egress.agents({ lookup: guardedLookup(url, rules) });
  const options = {
    method: 'POST',
    agent: isHttps ? httpsAgent : httpAgent,
    headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    signal: limit.signal,
  };
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      // Node reports the abort of a request only once it has a connection.
      limit.signal.addEventListener('abort', () => reject(limit.signal.reason), { once: true });
      if (limit.signal.aborted) reject(limit.signal.reason);
      (isHttps ? requestHttps : requestHttp)(url, options, resolve).on('error', reject).end(body);
    });
    // The status is the answer, whatever follows it.
    await readSome(response).catch(() => undefined);
    response.destroy();
    return { status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'] };
  } finally {
    limit.done();
  }
}

/** A receiver that is cut off before it has answered might not count the request. */
async function readSome(response: IncomingMessage): Promise<void> {
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxResponse) return;
  }
}
