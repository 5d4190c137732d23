// The check of the Host header: a DNS-rebinding guard for servers on loopback.
import { isLoopback } from '../../core/isLoopback.ts';
import { isThisMachine } from '../../core/isThisMachine.ts';
import { hostName } from './hostName.ts';

export const wrongHost =
  'The Host header does not name this server. Its operator can set PUBLIC_URL, or let the proxy send Host: 127.0.0.1.';

/**
 * Accepts the Host headers of a server that listens on `host`. On loopback these are the names of this machine, and the host of
 * `publicUrl`, whatever the port: a web page whose domain resolves to this machine can make a browser send any request, but
 * only with the page's own Host.
 */
export function allowedHosts(host: string, publicUrl?: string): (requested: string | undefined) => boolean {
  const publicName = publicUrl === undefined ? null : hostName(new URL(publicUrl).host);
  const isAllowed = (requested: string): boolean => {
    const name = hostName(requested);
    return name !== null && (isThisMachine(name) || name === publicName || !isLoopback(host));
  };
  // Nearly all requests have the same host.
  let last = { requested: 'localhost', isAllowed: isAllowed('localhost') };
  return (requested = 'localhost') => {
    if (requested !== last.requested) last = { requested, isAllowed: isAllowed(requested) };
    return last.isAllowed;
  };
}
