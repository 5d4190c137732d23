// The guard against web pages of other sites. The simulator has no authentication, and a page can make the browser of a
// developer send requests to this machine: under its own domain that resolves here (DNS rebinding), as a form, or as an image.
import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import { isLoopback } from '../../core/isLoopback.ts';

/** A request of another site: 403, under a code that AWS does not have. */
export class ForeignRequest extends Error {
  readonly code = 'ForeignRequest';
  readonly status = 403;
}

export interface GuardOptions {
  /** The address on which the simulator listens. */
  host: string;
  /** Further names that a Host header may have. One with a dot in front stands for all names that end in it. */
  allowedHosts: readonly string[];
}

/** What a browser says of a request that a page of the same origin, or nobody but the user, made. */
const ownSites: readonly string[] = ['same-origin', 'none'];

/** Throws ForeignRequest for a request that a web page of another site can have made. */
export function refuseForeign(headers: IncomingHttpHeaders, { host, allowedHosts }: GuardOptions): void {
  const { host: requested, origin, 'sec-fetch-site': site } = headers;
  // Without a Host header there is no browser.
  if (requested !== undefined && !isOwn(nameOf(requested), host, allowedHosts)) {
    const allowed = isLoopback(host) ? 'localhost, 127.0.0.1 or [::1]' : 'an IP address or a name without dots';
    throw new ForeignRequest(
      `The simulator does not answer to the host ${requested}: use ${allowed}, or start it with --allowed-hosts`,
    );
  }
  if (origin !== undefined && origin.toLowerCase() !== `http://${requested}`.toLowerCase())
    throw new ForeignRequest(`The simulator does not answer pages from ${origin}`);
  if (site !== undefined && !ownSites.includes(String(site)))
    throw new ForeignRequest('The simulator does not answer pages of other sites');
}

function isOwn(name: string, host: string, allowedHosts: readonly string[]): boolean {
  if (isLoopback(name) || name.endsWith('.localhost')) return true;
  if (allowedHosts.some((allowed) => (allowed.startsWith('.') ? name.endsWith(allowed) : name === allowed)))
    return true;
  // A page needs a public name to reach this machine under its own, and no public name is an IP address or has no dot.
  return !isLoopback(host) && (isIP(name.replace(/^\[|\]$/g, '')) > 0 || /^[\w-]+$/.test(name));
}

/** The name of a Host header, without its port and the account that S3 Control's clients put in front. */
const nameOf = (host: string): string =>
  host
    .toLowerCase()
    .replace(/:\d*$/, '')
    .replace(/\.$/, '')
    .replace(/^\d{12}\./, '');
